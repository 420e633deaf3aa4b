//! What words for the record are about, told by how they begin.

/// A service, and where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// The service.
    pub service: String,
    /// Where; everywhere when absent.
    pub environment: Option<String>,
}

impl Concern {
    /// Words about it: "web in production: the queue is full".
    #[must_use]
    pub fn words(&self, text: &str) -> String {
        let service = &self.service;
        match &self.environment {
            Some(environment) => format!("{service} in {environment}: {text}"),
            None => format!("{service}: {text}"),
        }
    }

    /// Reads how a text begins; nothing when it is about nothing by name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (name, _) = text.lines().next()?.split_once(": ")?;
        let (service, environment) = match name.split_once(" in ") {
            Some((service, environment)) => (service, Some(environment)),
            None => (name, None),
        };
        let is_name = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
        let fits = is_name(service) && environment.is_none_or(is_name);
        fits.then(|| Self {
            service: service.to_owned(),
            environment: environment.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Concern;

    #[test]
    fn what_words_are_about_is_read_again() {
        for environment in [None, Some("production".to_owned())] {
            let concern = Concern {
                service: "web".to_owned(),
                environment,
            };
            let text = concern.words("the queue in use: full\nand more");
            assert_eq!(Concern::read(&text), Some(concern));
        }
        for text in ["", "the queue is full", "the queue: full", "web in : x"] {
            assert_eq!(Concern::read(text), None, "{text}");
        }
    }
}
