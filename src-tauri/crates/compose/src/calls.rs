//! The newest calls of this process, for the activity strip.

use lockkeeper_engine::ports::{Call, Calls};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many calls are kept.
const MOST: usize = 500;

/// The newest calls, in memory only: they are for looking, not for proving.
#[derive(Debug, Default)]
pub struct RecentCalls {
    calls: Mutex<VecDeque<Call>>,
}

impl Calls for RecentCalls {
    fn add(&self, call: Call) {
        tracing::info!(line = %call.line, ok = call.ok, elapsed_ms = call.elapsed_ms, "call");
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == MOST {
            calls.pop_back();
        }
        calls.push_front(call);
    }

    fn recent(&self, most: usize) -> Vec<Call> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().take(most).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn the_newest_call_comes_first_and_the_oldest_is_forgotten() {
        let calls = RecentCalls::default();
        for number in 0..=MOST {
            calls.add(Call {
                at: Timestamp::UNIX_EPOCH,
                line: number.to_string(),
                elapsed_ms: 1,
                ok: true,
                answer: String::new(),
            });
        }
        let recent = calls.recent(usize::MAX);
        assert_eq!(recent.len(), MOST);
        assert_eq!(recent[0].line, MOST.to_string());
        assert_eq!(recent[MOST - 1].line, "1");
    }
}
