//! Counting for many lanes at once.

/// How many commits a count can reach, as a power of two.
const PLANES: usize = 32;
const WORD: usize = u64::BITS as usize;

/// Counts for every lane: bit `n` of a lane's count stands in plane `n`, so
/// that one addition counts for 64 lanes.
struct Counters(Vec<[u64; PLANES]>);

impl Counters {
    /// Counts one more in every lane whose bit is set.
    fn add(&mut self, bits: &[u64]) {
        for (planes, more) in self.0.iter_mut().zip(bits) {
            let mut carry = *more;
            for plane in planes {
                if carry == 0 {
                    break;
                }
                let over = *plane & carry;
                *plane ^= carry;
                carry = over;
            }
        }
    }

    fn of(&self, lane: usize) -> usize {
        let planes = self.0[lane / WORD].iter().enumerate();
        let bit =
            |(power, plane): (usize, &u64)| usize::from(plane >> (lane % WORD) & 1 == 1) << power;
        planes.map(bit).sum()
    }
}

/// What each lane has over the base, and lacks of it.
pub(super) struct Tally {
    ahead: Counters,
    behind: Counters,
}

impl Tally {
    pub(super) fn of(width: usize) -> Self {
        let none = || Counters(vec![[0; PLANES]; width]);
        Self {
            ahead: none(),
            behind: none(),
        }
    }

    pub(super) fn ahead(&mut self, bits: &[u64]) {
        self.ahead.add(bits);
    }

    pub(super) fn behind(&mut self, bits: &[u64]) {
        self.behind.add(bits);
    }

    /// How many commits a lane is ahead and behind.
    pub(super) fn apart(&self, lane: usize) -> (usize, usize) {
        (self.ahead.of(lane), self.behind.of(lane))
    }
}
