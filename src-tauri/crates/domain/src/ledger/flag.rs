//! A feature flag that was switched: no release, but a fact with a date, told
//! by a note of a fixed first line.

/// How a flag was switched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagSwitch {
    /// Its name, without a space.
    pub name: String,
    /// On or off.
    pub on: bool,
    /// The service that asks it.
    pub service: String,
    /// Where.
    pub environment: String,
}

impl FlagSwitch {
    /// The first line of the note that tells it.
    #[must_use]
    pub fn line(&self) -> String {
        let state = if self.on { "on" } else { "off" };
        format!(
            "Flag {} {state}: {} in {}",
            self.name, self.service, self.environment
        )
    }

    /// Reads the first line of a note; nothing when it tells of no flag.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let line = text.lines().next()?.strip_prefix("Flag ")?;
        let (left, right) = line.split_once(": ")?;
        let (name, state) = left.split_once(' ')?;
        let (service, environment) = right.split_once(" in ")?;
        let on = match state {
            "on" => true,
            "off" => false,
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            on,
            service: service.to_owned(),
            environment: environment.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::FlagSwitch;

    #[test]
    fn what_is_written_is_read_again() {
        for on in [true, false] {
            let switch = FlagSwitch {
                name: "rebates-v2".to_owned(),
                on,
                service: "shop".to_owned(),
                environment: "production".to_owned(),
            };
            let text = format!("{}\nfor ten percent", switch.line());
            assert_eq!(FlagSwitch::read(&text), Some(switch));
        }
    }

    #[test]
    fn other_notes_tell_of_no_flag() {
        for text in [
            "",
            "Flag",
            "Flag rebates: shop in production",
            "Flag rebates half: shop in production",
            "Flag rebates on: production",
            "We raised a Flag x on: a in b",
        ] {
            assert_eq!(FlagSwitch::read(text), None, "{text}");
        }
    }
}
