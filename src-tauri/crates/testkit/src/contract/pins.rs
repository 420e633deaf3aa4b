//! What every place of pins promises.

use lockkeeper_domain::ledger::{Hash, Uuid};
use lockkeeper_engine::ports::{LedgerPin, PinError, Pins};

/// Runs every promise, each on fresh pins.
pub async fn keeps_its_promises<P: Pins>(fresh: impl AsyncFn() -> P) {
    a_workspace_begins_without_a_pin(&fresh().await).await;
    a_pin_moves_onward(&fresh().await).await;
    a_pin_moves_neither_back_nor_aside(&fresh().await).await;
    a_person_may_put_a_pin_anywhere(&fresh().await).await;
    a_place_remembers_whose_ledger_it_holds(&fresh().await).await;
}

/// A workspace by its last digit.
///
/// # Panics
/// When that is more than one digit.
#[must_use]
pub fn workspace(digit: u8) -> Uuid {
    let text = format!("6f1c2b3a-0000-4000-8000-00000000000{digit}");
    Uuid::parse(&text).expect("a UUID")
}

/// A pin at an entry, whose hash follows from its words.
#[must_use]
pub fn pin(number: usize, words: &str, policy: i64) -> LedgerPin {
    LedgerPin {
        number,
        hash: Hash::of(words.as_bytes()),
        commit: Hash::of(words.as_bytes()).as_str()[..40].to_owned(),
        policy,
    }
}

async fn a_workspace_begins_without_a_pin(pins: &impl Pins) {
    assert_eq!(pins.get(&workspace(1)).await, Ok(None));
    let first = pin(0, "a", 1);
    assert_eq!(pins.put(&workspace(1), &first).await, Ok(()));
    assert_eq!(pins.get(&workspace(1)).await, Ok(Some(first)));
    assert_eq!(pins.get(&workspace(2)).await, Ok(None));
}

async fn a_pin_moves_onward(pins: &impl Pins) {
    let steps = [
        pin(3, "c", 1),
        pin(3, "c", 1),
        pin(4, "d", 1),
        pin(90_000, "e", 7),
    ];
    for next in &steps {
        assert_eq!(pins.put(&workspace(1), next).await, Ok(()), "{next:?}");
        assert_eq!(pins.get(&workspace(1)).await, Ok(Some(next.clone())));
    }
    assert_eq!(pins.put(&workspace(2), &pin(0, "a", 1)).await, Ok(()));
    assert_eq!(pins.get(&workspace(1)).await, Ok(steps.last().cloned()));
}

async fn a_pin_moves_neither_back_nor_aside(pins: &impl Pins) {
    let known = pin(5, "e", 2);
    pins.put(&workspace(1), &known).await.expect("the first");
    for wrong in [
        pin(4, "d", 2),
        pin(5, "another", 2),
        pin(5, "e", 3),
        pin(5, "e", 1),
        pin(6, "f", 1),
        pin(0, "a", 9),
    ] {
        let refused = PinError::Back {
            known: Box::new(known.clone()),
        };
        let put = pins.put(&workspace(1), &wrong).await;
        assert_eq!(put, Err(refused), "{wrong:?}");
        assert_eq!(pins.get(&workspace(1)).await, Ok(Some(known.clone())));
    }
}

async fn a_person_may_put_a_pin_anywhere(pins: &impl Pins) {
    for next in [pin(5, "e", 2), pin(4, "other", 1), pin(4, "third", 2)] {
        assert_eq!(pins.replace(&workspace(1), &next).await, Ok(()));
        assert_eq!(pins.get(&workspace(1)).await, Ok(Some(next)));
    }
    assert_eq!(pins.put(&workspace(1), &pin(5, "f", 2)).await, Ok(()));
}

async fn a_place_remembers_whose_ledger_it_holds(pins: &impl Pins) {
    assert_eq!(pins.held_at("/srv/control").await, Ok(None));
    for digit in [1, 2, 2] {
        assert_eq!(pins.hold("/srv/control", &workspace(digit)).await, Ok(()));
        let held = pins.held_at("/srv/control").await;
        assert_eq!(held, Ok(Some(workspace(digit))));
    }
    assert_eq!(pins.held_at("/srv/other").await, Ok(None));
}
