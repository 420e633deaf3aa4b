//! The window's TypeScript is written from these types and compared with what
//! is committed. `UPDATE_BINDINGS=1` writes it anew.

use lockkeeper_contract as contract;
use lockkeeper_domain::intent::{
    CutIntent, FlowIntent, PromoteIntent, RollbackIntent, UmbrellaIntent,
};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use ts_rs::{Config, TS, TypeVisitor};

const HEADER: &str = "// Written by `UPDATE_BINDINGS=1 cargo test -p lockkeeper-contract`. \
                      Do not edit.\n\n";

/// Every declaration that a type reaches, by name.
struct Declarations {
    config: Config,
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
    clashes: BTreeSet<String>,
}

impl Declarations {
    fn new() -> Self {
        Self {
            config: Config::new().with_large_int("number"),
            seen: HashSet::new(),
            by_name: BTreeMap::new(),
            clashes: BTreeSet::new(),
        }
    }

    /// The declaration with a doc comment above it, under its own name.
    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        let name = T::ident(&self.config);
        let docs = T::docs().unwrap_or_default();
        let text = format!("{docs}export {}\n", T::decl(&self.config));
        if self
            .by_name
            .insert(name.clone(), text.clone())
            .is_some_and(|other| other != text)
        {
            self.clashes.insert(name);
        }
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            self.declare::<T>();
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn declarations() -> Declarations {
    let mut all = Declarations::new();
    all.visit::<contract::AppState>();
    all.visit::<contract::BranchesView>();
    all.visit::<contract::CalendarView>();
    all.visit::<contract::FinishView>();
    all.visit::<contract::ProtectionView>();
    all.visit::<contract::CommitsView>();
    all.visit::<contract::CommitView>();
    all.visit::<contract::CallLine>();
    all.visit::<contract::CompareView>();
    all.visit::<contract::NoticeChoice>();
    all.visit::<contract::CutView>();
    all.visit::<contract::Decision>();
    all.visit::<contract::EntryView>();
    all.visit::<contract::EventMessage>();
    all.visit::<contract::KeyHere>();
    all.visit::<contract::KeysView>();
    all.visit::<contract::NoteEntry>();
    all.visit::<contract::PlanOutcome>();
    all.visit::<contract::PolicyView>();
    all.visit::<contract::PromotionView>();
    all.visit::<contract::ProposalView>();
    all.visit::<contract::ReleaseView>();
    all.visit::<contract::ReleasesView>();
    all.visit::<contract::RequestView>();
    all.visit::<contract::RunView>();
    all.visit::<contract::SealView>();
    all.visit::<contract::AgreementView>();
    all.visit::<contract::AgreedView>();
    all.visit::<contract::ServiceView>();
    all.visit::<contract::SettingsView>();
    all.visit::<contract::Signed>();
    all.visit::<contract::TrailView>();
    all.visit::<contract::UmbrellaView>();
    all.visit::<contract::Unsigned>();
    all.visit::<contract::WireError>();
    all.visit::<contract::board::Board>();
    all.visit::<CutIntent>();
    all.visit::<FlowIntent>();
    all.visit::<PromoteIntent>();
    all.visit::<RollbackIntent>();
    all.visit::<UmbrellaIntent>();
    all
}

fn types_file() -> String {
    let mut text = HEADER.to_owned();
    let bodies: Vec<String> = declarations().by_name.into_values().collect();
    text.push_str(&bodies.join("\n"));
    text
}

/// Camel case, as TypeScript writes methods.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        text.push_str(&first.to_uppercase());
        text.push_str(rest);
    }
    text
}

/// The names of our own types in a TypeScript type.
fn named(kind: &str, known: &BTreeMap<String, String>) -> Vec<String> {
    kind.split(|c: char| !c.is_alphanumeric())
        .filter(|word| known.contains_key(*word))
        .map(ToOwned::to_owned)
        .collect()
}

/// One method of the interface, and one of the object that implements it.
fn method(command: &contract::Command) -> (String, String) {
    let parameters: Vec<String> = command
        .arguments
        .iter()
        .map(|(name, kind)| format!("{name}: {kind}"))
        .collect();
    let names: Vec<&str> = command.arguments.iter().map(|(name, _)| *name).collect();
    let signature = format!("({}): Promise<{}>", parameters.join(", "), command.answer);
    let name = camel(command.name);
    let body = if names.is_empty() {
        format!("invoke(\"{}\", {{}})", command.name)
    } else {
        format!("invoke(\"{}\", {{ {} }})", command.name, names.join(", "))
    };
    (
        format!("  {name}{signature};\n"),
        format!(
            "    {name}: ({}): Promise<{}> => {body},\n",
            parameters.join(", "),
            command.answer
        ),
    )
}

fn commands_file() -> String {
    let known = declarations().by_name;
    let mut imports = BTreeSet::new();
    let (mut methods, mut bodies) = (String::new(), String::new());
    for command in contract::COMMANDS {
        imports.extend(named(command.answer, &known));
        for (_, kind) in command.arguments {
            imports.extend(named(kind, &known));
        }
        let (signature, body) = method(command);
        methods.push_str(&signature);
        bodies.push_str(&body);
    }
    let names: Vec<String> = imports.into_iter().collect();
    let mut text = HEADER.to_owned();
    let _ = write!(
        text,
        "import type {{\n  {},\n}} from \"./types\";\n\n\
         /** Every command of the core, one method each. */\n\
         export interface Commands {{\n{methods}}}\n\n\
         /** The names of the events that the core tells the window of. */\n\
         export const EVENTS = {{ changed: \"{changed}\", openLink: \"{open_link}\" }} as const;\n\n\
         /** Calls a command by its name; the only untyped place of the wire. */\n\
         export type Invoke = <T>(name: string, args: Record<string, unknown>) => Promise<T>;\n\n\
         /** Every command over one way of calling. */\n\
         export function commandsOver(invoke: Invoke): Commands {{\n  return {{\n{bodies}  }};\n}}\n",
        names.join(",\n  "),
        changed = contract::CHANGED,
        open_link = contract::OPEN_LINK,
    );
    text
}

fn generated(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../ui/src/ipc/generated")
        .join(file)
}

/// Writes the file when asked to, compares it otherwise.
fn check(file: &str, text: &str) {
    let path = generated(file);
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("folder is made");
        std::fs::write(&path, text).expect("file is written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "{} is not what the types say: run `UPDATE_BINDINGS=1 cargo test -p lockkeeper-contract` \
         and commit it",
        path.display()
    );
}

#[test]
fn types_of_the_window_are_up_to_date() {
    check("types.ts", &types_file());
}

#[test]
fn commands_of_the_window_are_up_to_date() {
    check("commands.ts", &commands_file());
}

#[test]
fn no_two_types_of_the_wire_share_a_name() {
    let clashes = declarations().clashes;
    assert!(
        clashes.is_empty(),
        "TypeScript has one name space: {clashes:?}"
    );
}

#[test]
fn every_type_a_command_names_is_declared() {
    let known = declarations().by_name;
    let built_in = ["string", "null", "number", "boolean"];
    for command in contract::COMMANDS {
        let kinds = command.arguments.iter().map(|(_, kind)| *kind);
        for kind in kinds.chain([command.answer]) {
            for word in kind
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
            {
                assert!(
                    built_in.contains(&word) || known.contains_key(word),
                    "{} names {word}, which no view declares",
                    command.name
                );
            }
        }
    }
}
