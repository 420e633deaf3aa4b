//! Words that wait to be signed: one entry, or several in one go.

use crate::wire::moment;
use crate::wishes::{rules, wish};
use lockkeeper_contract::{Decision, Signed, ToAdopt, ToSign};
use lockkeeper_domain::refusal::refused;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases::adoption::{self, AdoptWish, Adoption};
use lockkeeper_engine::usecases::decisions::{self, Prepared};
use lockkeeper_engine::usecases::keys;

/// What was put into words for the window.
#[derive(Debug, Clone)]
pub enum Words {
    /// One entry.
    One(Box<Prepared>),
    /// What runs without a record, one entry for each place.
    Adoption(Adoption, Box<ToAdopt>),
}

impl Words {
    /// Puts a decision of the window into words.
    ///
    /// # Errors
    /// When the entry would be void, or nobody signs here.
    pub async fn of(desk: &Desk, decision: Decision) -> Result<Self, EngineError> {
        let one = |prepared| Self::One(Box::new(prepared));
        Ok(match decision {
            Decision::Begin => one(decisions::prepare_begin(desk, &rules(desk)?).await?),
            Decision::Device { line } => one(keys::prepare_device(desk, &line).await?),
            Decision::Adopt {
                environments,
                services,
                reason,
                until,
            } => {
                let wish = AdoptWish {
                    environments,
                    services,
                    reason,
                    until: until.as_deref().map(moment).transpose()?.flatten(),
                };
                Self::adoption_of(desk, wish).await?
            }
            decision => {
                let file = rules(desk).ok();
                let wish = wish(desk, decision)?;
                one(decisions::prepare_beside(desk, &wish, file.as_ref()).await?)
            }
        })
    }

    /// Puts what runs without a record into words.
    async fn adoption_of(desk: &Desk, wish: AdoptWish) -> Result<Self, EngineError> {
        let adoption = adoption::prepare(desk, &wish).await?;
        let nothing = || EngineError::refused(refused::nothing_to_adopt());
        let view = adoption.view().ok_or_else(nothing)?;
        Ok(Self::Adoption(adoption, Box::new(view)))
    }

    /// As they are shown before they are signed. What cannot be adopted is a
    /// warning beside the rest.
    pub fn view(&self) -> ToSign {
        match self {
            Self::One(prepared) => prepared.view(),
            Self::Adoption(_, view) => ToSign {
                warnings: [&*view.sign.warnings, &*view.left].concat(),
                ..view.sign.clone()
            },
        }
    }

    /// Signs them, and answers the newest entry.
    ///
    /// # Errors
    /// When one would be void, when nobody signs, or when the remote cannot be
    /// written. What was signed before it stays.
    pub async fn sign(
        &self,
        desk: &Desk,
        passphrase: Option<&Passphrase>,
    ) -> Result<Signed, EngineError> {
        match self {
            Self::One(prepared) => decisions::sign(desk, prepared, passphrase).await,
            Self::Adoption(adoption, _) => {
                let signed = adoption::sign(desk, adoption, passphrase).await?;
                let nothing = || EngineError::refused(refused::nothing_to_adopt());
                signed.into_iter().next_back().ok_or_else(nothing)
            }
        }
    }
}
