//! Keys as text.

use lockkeeper_contract::{KeyHere, KeysView};

/// The keys, the one that signs first.
pub fn keys(view: &KeysView) -> String {
    if view.keys.is_empty() {
        return "No key here can sign: `lockkeeper key new` makes one.".to_owned();
    }
    let lines: Vec<String> = view.keys.iter().map(key).collect();
    lines.join("\n")
}

fn key(key: &KeyHere) -> String {
    let mark = if key.signs { "→" } else { " " };
    let asks = match key.asks.as_str() {
        "touch" => ", asks for a touch",
        "passphrase" => ", asks for its passphrase",
        _ => "",
    };
    let whose = match (&key.person, &key.device_of, &key.device_until) {
        (Some(person), _, _) => format!("{person}'s by the rules"),
        (None, Some(person), Some(until)) => format!("device key of {person} until {until}"),
        _ => "nobody's by the rules".to_owned(),
    };
    format!("{mark} {}  {whose} ({}{asks})", key.fingerprint, key.place)
}

/// A key that was just made.
pub fn made(key: &KeyHere) -> String {
    format!(
        "Made {} and kept it in the keychain.\nAn admin lists this line in the rules:\n\n    {}",
        key.fingerprint, key.line
    )
}
