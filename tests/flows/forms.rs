//! The forms in which a secret can lie somewhere.

use std::fmt::Write;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A secret as it may lie somewhere, each form with its name.
pub fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![
        ("as it is", secret.as_bytes().to_vec()),
        ("hexadecimal", hex(secret, false).into_bytes()),
        ("hexadecimal in capitals", hex(secret, true).into_bytes()),
        ("percent signs for all", percent(secret, true).into_bytes()),
        (
            "percent signs where needed",
            percent(secret, false).into_bytes(),
        ),
        ("inside JSON", inside_json(secret).into_bytes()),
        ("UTF-16", utf_16(secret, u16::to_le_bytes)),
        ("UTF-16, high bytes first", utf_16(secret, u16::to_be_bytes)),
    ];
    for shift in 0..3 {
        forms.push(("base 64", base_64(secret, shift, STANDARD)));
        forms.push(("base 64 for URLs", base_64(secret, shift, FOR_URLS)));
    }
    forms
}

fn hex(secret: &str, capitals: bool) -> String {
    secret.bytes().fold(String::new(), |mut text, byte| {
        let _written = match capitals {
            true => write!(text, "{byte:02X}"),
            false => write!(text, "{byte:02x}"),
        };
        text
    })
}

fn percent(secret: &str, all: bool) -> String {
    secret.bytes().fold(String::new(), |mut text, byte| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain && !all {
            text.push(char::from(byte));
        } else {
            let _written = write!(text, "%{byte:02X}");
        }
        text
    })
}

fn inside_json(secret: &str) -> String {
    let quoted = serde_json::Value::from(secret).to_string();
    quoted.trim_matches('"').to_owned()
}

fn utf_16(secret: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    secret.encode_utf16().flat_map(bytes).collect()
}

/// What is the same of every text in base 64 that holds the secret behind so
/// many other bytes (modulo three).
fn base_64(secret: &str, shift: usize, signs: &[u8; 64]) -> Vec<u8> {
    let bytes: Vec<u8> = std::iter::repeat_n(0, shift)
        .chain(secret.bytes())
        .collect();
    let mut text = Vec::new();
    for group in bytes.chunks_exact(3) {
        let number = group
            .iter()
            .fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        text.extend([18, 12, 6, 0].map(|place| signs[number >> place & 63]));
    }
    // The signs that other bytes have a part in differ.
    text.drain(..[0, 2, 3][shift]);
    text
}

#[test]
fn every_place_of_a_secret_in_base_64_is_known() {
    let secret = "correct horse battery";
    // printf 'a: correct horse battery' | base64, with one byte less each time
    for (whole, shift) in [
        ("YTogY29ycmVjdCBob3JzZSBiYXR0ZXJ5", 0),
        ("OiBjb3JyZWN0IGhvcnNlIGJhdHRlcnk=", 2),
        ("IGNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==", 1),
    ] {
        let part = String::from_utf8(base_64(secret, shift, STANDARD)).expect("text");
        assert!(
            part.len() >= 24 && whole.contains(&part),
            "{part} in {whole}"
        );
    }
}
