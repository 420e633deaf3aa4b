//! Agreement: two desks saw two chains, and the people settle on one of them.

use super::decisions::{place, told};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::{Agreed, Agreement, Ledger, Side};
use crate::ports::{Asks, Passphrase};
use lockkeeper_contract::{AgreedView, AgreementView, StrayView};
use lockkeeper_domain::ledger::{Hash, LeftBehind, Record, Stray, Takeover};

/// Looks at the chain with this hash, or at the one that the remote shows, and
/// says what it would take over. Nothing is done.
///
/// # Errors
/// When there is no ledger, no chain of that hash, or it is not in order.
pub async fn prepare(desk: &Desk, hash: Option<&str>) -> Result<Agreement, EngineError> {
    let wrong = || EngineError::Usage {
        text: "A hash has 64 lower-case hex digits; type all of them.".to_owned(),
    };
    let hash = match hash {
        Some(text) => Some(Hash::parse(text).ok_or_else(wrong)?),
        None => None,
    };
    place(desk)?.prepare_agreement(hash.as_ref()).await
}

/// The agreement as it is shown before anything is done.
#[must_use]
pub fn view(agreement: &Agreement) -> AgreementView {
    let takeover = agreement.takeover();
    let again = takeover.again.iter();
    let anew = takeover.anew.iter();
    AgreementView {
        number: short(agreement.number()),
        head: agreement.head().to_string(),
        remote: agreement.side() == Side::Remote,
        again: again
            .map(|stray| line(stray, agreement.links(stray)))
            .collect(),
        anew: anew
            .map(|stray| line(stray, agreement.is_own(stray)))
            .collect(),
        left: left(&takeover.left),
        lacking: lacking(agreement),
        warnings: doubts(agreement),
        asks_passphrase: agreement.asks() == Asks::Passphrase,
    }
}

/// Settles on that chain: links again and signs anew what this desk may, and
/// says what still waits for somebody else.
///
/// # Errors
/// When the remote moved or cannot be written, and when nobody signs. What was
/// done by then stays, and asking again goes on behind it.
pub async fn agree(
    desk: &Desk,
    agreement: &Agreement,
    passphrase: Option<&Passphrase>,
) -> Result<AgreedView, EngineError> {
    let ledger = place(desk)?;
    let done = ledger.agree(agreement, passphrase).await;
    told(desk);
    let Agreed {
        number,
        linked,
        signed,
        takeover,
    } = done?;
    let placed = |all: Vec<(usize, Stray)>| {
        let all = all.into_iter();
        let placed = all.map(|(number, stray)| StrayView {
            number: short(number),
            ..line(&stray, true)
        });
        placed.collect()
    };
    let waits = takeover.owed();
    Ok(AgreedView {
        number: short(number),
        linked: placed(linked),
        signed: placed(signed),
        waits: waits.map(|stray| line(stray, false)).collect(),
        left: left(&takeover.left),
        lacking: lacking(agreement),
        warnings: ledger.mirror_warnings(),
    })
}

/// What still holds everybody's starts back; nothing while the chains
/// contradict each other, and nothing where nobody can say.
pub(super) async fn waits(ledger: &Ledger) -> Vec<StrayView> {
    if ledger.doubt().is_some() {
        return Vec::new();
    }
    let takeover = ledger.takeover().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "other chains of the ledger could not be read");
        Takeover::default()
    });
    takeover.owed().map(|stray| line(stray, false)).collect()
}

fn line(stray: &Stray, here: bool) -> StrayView {
    let statement = &stray.statement;
    StrayView {
        number: short(stray.number),
        kind: statement.body.kind().word().to_owned(),
        by: statement.by.clone(),
        sentence: statement.body.sentence(),
        here,
        why: None,
    }
}

fn left(all: &[LeftBehind]) -> Vec<StrayView> {
    let lines = all.iter().map(|one| StrayView {
        why: Some(one.why.clone()),
        ..line(&one.stray, false)
    });
    lines.collect()
}

/// What whoever agrees should know first.
fn doubts(agreement: &Agreement) -> Vec<String> {
    let Some((first, before)) = agreement.replaces() else {
        return Vec::new();
    };
    let mut doubts = vec![format!(
        "It is another ledger, not another end of the one verified here: it begins with {}, by {} \
         at {}, and the one verified here begins with {before}. Whoever wrote it may have put \
         other people in charge: ask an admin over another way before you agree.",
        first.hash, first.by, first.at
    )];
    if !agreement.has_speaker() {
        doubts.push(
            "No key of this machine is listed in it, so nothing could be signed here afterwards."
                .to_owned(),
        );
    }
    doubts
}

fn lacking(agreement: &Agreement) -> Vec<String> {
    let clause = |(number, record): &(usize, Record)| {
        format!("entry {number}, {} by {}", record.kind.word(), record.by)
    };
    agreement.lacking().iter().map(clause).collect()
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
