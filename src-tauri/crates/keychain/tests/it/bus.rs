//! Budgets, and what a test does on a bus of its own.

use lockkeeper_keychain::DesktopKeychain;
use lockkeeper_testkit::session_bus::SessionBus;
use std::time::Duration;

/// A budget that no healthy keychain needs.
pub const PATIENT: Duration = Duration::from_secs(30);
/// A budget for a keychain that will not answer.
pub const SHORT: Duration = Duration::from_secs(1);

/// The keychain on a bus.
pub fn keychain(bus: &SessionBus, budget: Duration) -> DesktopKeychain {
    DesktopKeychain::on_bus(Some(bus.address.clone()), budget)
}

/// A connection of the test's own.
pub fn connect(bus: &SessionBus) -> zbus::blocking::Connection {
    let bus = zbus::blocking::connection::Builder::address(&*bus.address);
    let bus = bus.expect("the address is one").build();
    bus.expect("the bus answers")
}
