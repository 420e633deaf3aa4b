//! `lockkeeper runs` and `lockkeeper run`

use super::{Ended, plan};
use crate::Exit;
use crate::out::Out;
use crate::session::{desk, told};
use crate::text;
use crate::words::{RunWords, Shared};
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
        RunWords::Show { id } => {
            let run = runs::run(&desk, &id.as_str().into())
                .await
                .map_err(|error| told(&error))?;
            out.answer(&run, || text::run(&run));
            return Ok(Exit::Done);
        }
        RunWords::Continue { id } => runs::continue_run(&desk, &id.as_str().into()).await,
        RunWords::Cancel { id } => {
            let run = runs::cancel_run(&desk, &id.as_str().into())
                .await
                .map_err(|error| told(&error))?;
            out.answer(&run, || text::run(&run));
            return Ok(Exit::Done);
        }
    };
    let run = asked.map_err(|error| told(&error))?;
    Ok(plan::show(&run, out))
}
