//! People who ask, and others who say yes.

use super::pipeline::Pipeline;
use super::{Play, promotion_of, sit_down};
use crate::session::{Told, told, usage};
use crate::text;
use lockkeeper_compose::setup;
use lockkeeper_contract::Signed;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::ledger::LedgerVerdict;
use lockkeeper_domain::version::Version;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::{self, Wish};

const SERVICE: &str = "worker";
const VERSION: Version = Version::new(0, 14, 3);
const TO: &str = "production";
/// Who has a desk beside Dana's; production wants two of them.
const OTHERS: [&str; 2] = ["mira", "lee"];

impl Play<'_> {
    /// Somebody asks, is refused their own yes, gets that of others, and goes.
    pub(super) async fn decide_anew(&mut self) -> Result<(), Told> {
        self.tell("The broker was at fault, not worker 0.14.3: Dana asks for it again");
        let asked = self.sign(&Wish::Request(once_more())).await;
        let asked = asked.map_err(|error| told(&error))?;
        self.tell("Dana says yes to it herself");
        match self.sign(&yes(&asked)).await {
            Err(EngineError::Refused { refusals }) => {
                let reasons = refusals.iter().map(|one| format!("✗ {}", one.text));
                self.say(reasons.collect::<Vec<_>>().join("\n"));
            }
            Err(error) => return Err(told(&error)),
            Ok(_) => return Err(usage("Somebody approved what they had asked for.")),
        }
        for name in OTHERS {
            self.tell(&format!("{} says yes, at another desk", named(name)));
            self.approve_elsewhere(name, &asked).await?;
        }
        self.tell("It goes, and the pipeline asks the ledger before it deploys");
        self.go_under_watch().await
    }

    /// Shows the words that this desk would sign, and signs them.
    async fn sign(&mut self, wish: &Wish) -> Result<Signed, EngineError> {
        let prepared = decisions::prepare(&self.desk, wish).await?;
        self.say(text::to_sign(&prepared.view()));
        let signed = decisions::sign(&self.desk, &prepared, None).await?;
        self.say(text::signed(&signed));
        Ok(signed)
    }

    async fn approve_elsewhere(&mut self, name: &str, asked: &Signed) -> Result<(), Told> {
        let workspace = setup::second_desk(self.desktop, self.workspace, name).await;
        let workspace = workspace.map_err(|error| told(&error))?;
        let desk = sit_down(self.desktop, &workspace).await?;
        let signed = approve(&desk, asked).await;
        let signed = signed.map_err(|error| told(&error))?;
        self.say(text::signed(&signed));
        Ok(())
    }

    async fn go_under_watch(&mut self) -> Result<(), Told> {
        let pipeline = Pipeline::before(self.workspace, &self.desk, SERVICE, TO).await;
        let pipeline = pipeline.map_err(|error| told(&error))?;
        let went = self.promote(&once_more()).await;
        let heard = pipeline.end();
        if !went? {
            return Err(usage("Everybody agreed, and it was not let pass."));
        }
        let heard = heard.map_err(|error| told(&error))?;
        self.say(format!("\nThe pipeline was told: {heard}"));
        self.story.pipeline.push(heard);
        let afterwards = pipeline.asks_again(&self.desk).await;
        let afterwards = afterwards.map_err(|error| told(&error))?;
        self.say(format!("Asked afterwards, it is told: {afterwards}"));
        self.story.pipeline.push(afterwards);
        Ok(())
    }

    /// Verifies the ledger as it is now.
    pub(super) async fn check_ledger(&mut self) -> Result<(), Told> {
        let ledger = self.desk.begun_ledger();
        let ledger = ledger.ok_or_else(|| usage("The demo has no ledger."))?;
        let walk = ledger.refresh().await.map_err(|error| told(&error))?;
        self.say(text::verdict(&walk));
        let verdict = LedgerVerdict::of(&walk);
        let intact = verdict.is_intact();
        self.story.ledger = Some(verdict);
        if intact {
            Ok(())
        } else {
            Err(usage("The ledger of the demo is not intact."))
        }
    }
}

/// What was taken back may return when somebody says why.
fn once_more() -> PromoteIntent {
    let mut intent = promotion_of(SERVICE, &VERSION, TO);
    intent.reason = Some("The broker was at fault".to_owned());
    intent
}

fn yes(asked: &Signed) -> Wish {
    Wish::Approve {
        subject: asked.number.to_string(),
        comment: None,
    }
}

async fn approve(desk: &Desk, asked: &Signed) -> Result<Signed, EngineError> {
    let prepared = decisions::prepare(desk, &yes(asked)).await?;
    decisions::sign(desk, &prepared, None).await
}

/// A handle as it begins a sentence.
fn named(handle: &str) -> String {
    let mut letters = handle.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
