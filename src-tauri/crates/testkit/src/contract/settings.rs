//! What settings promise.

use lockkeeper_engine::ports::Settings;
use std::collections::BTreeMap;

/// Runs every promise on settings that hold nothing yet.
pub async fn keeps_its_promises(settings: &impl Settings) {
    assert_eq!(value(settings, "never").await, None);
    assert_eq!(all(settings).await, BTreeMap::new());
    set(settings, "theme", "dark").await;
    set(settings, "theme.more", "écluse\n'quoted'").await;
    set(settings, "theme", "light").await;
    assert_eq!(value(settings, "theme").await.as_deref(), Some("light"));
    let two = [("theme", "light"), ("theme.more", "écluse\n'quoted'")];
    let two = two.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(all(settings).await, BTreeMap::from(two));
    // An empty value is none, whether there was one or not.
    for key in ["theme", "theme", "never"] {
        set(settings, key, "").await;
        assert_eq!(value(settings, key).await, None, "{key}");
    }
    assert_eq!(all(settings).await.len(), 1);
}

async fn value(settings: &impl Settings, key: &str) -> Option<String> {
    settings.get(key).await.expect("they can be read")
}

async fn set(settings: &impl Settings, key: &str, value: &str) {
    let set = settings.set(key, value).await;
    set.expect("they can be written");
}

async fn all(settings: &impl Settings) -> BTreeMap<String, String> {
    settings.all().await.expect("they can be read")
}
