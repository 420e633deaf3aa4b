//! `lockkeeper runs` and `lockkeeper run`

use super::{Ended, plan};
use crate::Exit;
use crate::out::Out;
use crate::passphrase;
use crate::session::{Told, desk, told};
use crate::text;
use crate::words::{RunWords, Shared};
use lockkeeper_contract::RunView;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::runs;

/// The newest runs.
pub async fn list(shared: &Shared, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let runs = runs::runs(&desk).await.map_err(|error| told(&error))?;
    out.answer(&runs, || text::runs(&runs));
    Ok(Exit::Done)
}

/// Shows, continues or cancels a run.
pub async fn one(shared: &Shared, words: &RunWords, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let asked = match words {
        RunWords::Show { id } => return look(&desk, id, out).await,
        // What it has done and what is left is all there is to see before.
        RunWords::Continue { id } | RunWords::Cancel { id } if shared.dry_run => {
            return look(&desk, id, out).await;
        }
        RunWords::Continue { id } => {
            let id = id.as_str().into();
            opened(&desk, || runs::continue_run(&desk, &id)).await?
        }
        RunWords::Cancel { id } => {
            let id = id.as_str().into();
            let run = opened(&desk, || runs::cancel_run(&desk, &id)).await?;
            out.answer(&run, || text::run(&run));
            return Ok(Exit::Done);
        }
    };
    Ok(plan::show(&asked, out))
}

/// Shows a run as it is.
pub(super) async fn look(desk: &Desk, id: &str, out: &mut Out) -> Ended {
    let run = runs::run(desk, &id.into()).await;
    let run = run.map_err(|error| told(&error))?;
    out.answer(&run, || text::run(&run));
    Ok(Exit::Done)
}

/// Changes a run; a key that has to be opened for it is asked about once.
async fn opened<R>(desk: &Desk, change: impl Fn() -> R) -> Result<RunView, Told>
where
    R: Future<Output = Result<RunView, EngineError>>,
{
    let error = match change().await {
        Ok(run) => return Ok(run),
        Err(error) => error,
    };
    let _open_until_the_end = passphrase::open_after(desk, error).await?;
    change().await.map_err(|error| told(&error))
}
