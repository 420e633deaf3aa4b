//! Names and options that scripts rely on, and what tells people about them.

use crate::world::World;
use clap::CommandFactory;
use lockkeeper_cli::words::Words;

#[test]
fn every_command_has_exactly_its_name_and_options() {
    let mut command = Words::command();
    command.build();
    let mut lines = Vec::new();
    list(&command, "", &mut lines);
    insta::assert_snapshot!(lines.join("\n"));
}

/// One line for each command that can be given, with its own words.
fn list(command: &clap::Command, above: &str, lines: &mut Vec<String>) {
    let name = format!("{above}{}", command.get_name());
    let shared = [
        "json",
        "workspace",
        "yes",
        "dry_run",
        "data_dir",
        "help",
        "version",
    ];
    let own = |a: &&clap::Arg| !shared.contains(&a.get_id().as_str()) || a.get_id() == "version";
    let mut words = vec![name.clone()];
    for argument in command.get_arguments().filter(own) {
        match argument.get_long() {
            Some("version" | "help") if argument.get_short().is_some() => {}
            Some(long) => words.push(format!("--{long}")),
            None => words.push(argument.get_id().as_str().to_uppercase()),
        }
    }
    lines.push(words.join(" "));
    for below in command.get_subcommands() {
        list(below, &format!("{name} "), lines);
    }
}

#[test]
fn completions_are_written_for_every_shell_and_know_every_command() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.done(&["completions", shell]);
        for command in Words::command().get_subcommands() {
            let name = command.get_name();
            assert!(
                command.is_hide_set() || script.contains(name),
                "{shell}: {name}"
            );
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let world = World::empty();
    let place = world.path("man").display().to_string();
    world.done(&["manual", &place]);
    let mut names = Vec::new();
    for command in Words::command()
        .get_subcommands()
        .filter(|c| !c.is_hide_set())
    {
        names.push(format!("lockkeeper-{}.1", command.get_name()));
        let below = command.get_subcommands();
        names
            .extend(below.map(|b| format!("lockkeeper-{}-{}.1", command.get_name(), b.get_name())));
    }
    for name in names {
        let page = std::fs::read_to_string(world.path("man").join(&name));
        assert!(page.is_ok_and(|page| page.contains(".SH NAME")), "{name}");
    }
}

#[test]
fn every_word_of_every_command_is_explained() {
    let mut command = Words::command();
    command.build();
    for command in command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        assert!(command.get_about().is_some(), "{}", command.get_name());
        for argument in command.get_arguments() {
            let known = argument.get_help().is_some();
            assert!(known, "{} {}", command.get_name(), argument.get_id());
        }
    }
}
