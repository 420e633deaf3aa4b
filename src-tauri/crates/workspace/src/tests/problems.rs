use super::{KEY, harbour_with, only_problem, read};

/// Lines of the shared workspace; what a test adds begins on the next one.
const BEFORE: usize = 25;

fn at(line: usize, column: usize, rest: &str) -> String {
    format!("lockkeeper.toml:{}:{column}: {rest}", BEFORE + line)
}

#[test]
fn an_unknown_key_names_the_nearest_known_one() {
    let problem = only_problem("[services.web]\nrepoo = \"infra\"\n");
    let text = "services.web.repoo: `repoo` is not a known key. The nearest known name is `repo`.";
    assert_eq!(problem, at(2, 1, text));
}

#[test]
fn a_key_that_resembles_nothing_has_no_nearest() {
    let problem = only_problem("[repos.web]\nurl = \"w\"\nxyzzy = 1\n");
    assert_eq!(
        problem,
        at(3, 1, "repos.web.xyzzy: `xyzzy` is not a known key.")
    );
}

#[test]
fn all_problems_come_at_once_in_the_order_of_lines() {
    let problems = harbour_with(
        "[services.web]\nrepo = \"infraa\"\nzero = 0\n[repos.x]\nforge = \"githup\"\n[env.prod]\nurl = \"\"\n",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems.join("\n"), @r"
    lockkeeper.toml:27:8: services.web.repo: `infraa` is not a repository of this workspace. The nearest known name is `infra`.
    lockkeeper.toml:28:8: services.web.zero: This should be one of `cargo-like`, `feat-minor`, `as-stable`, not this number.
    lockkeeper.toml:29:8: repos.x.url: `url` is missing.
    lockkeeper.toml:30:9: repos.x.forge: `githup` is not a forge. The nearest known name is `github`.
    lockkeeper.toml:31:6: env.prod: `prod` is not one of `environments`. The nearest known name is `production`.
    lockkeeper.toml:32:7: env.prod.url: This is empty.
    ");
}

#[test]
fn a_word_gets_a_meaning_that_exists_and_no_type_another_one() {
    let problem =
        only_problem("[services.web]\nrepo = \"infra\"\ntypes = { feature = \"feet\" }\n");
    assert!(
        problem.contains("services.web.types.feature: `feet` is not one of"),
        "{problem}"
    );
    let problem = only_problem("[services.web]\nrepo = \"infra\"\ntypes = { feat = \"fix\" }\n");
    let text = "services.web.types.feat: `feat` is a type itself and keeps its meaning.";
    assert_eq!(problem, at(3, 11, text));
}

#[test]
fn a_syntax_error_has_its_place() {
    let problems = read("schema = 1\nname = \"Harbour\nenvironments = []\n").unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("lockkeeper.toml:2:"),
        "{problems:?}"
    );
}

#[test]
fn a_key_given_twice_is_a_syntax_error() {
    let problems = read("schema = 1\nschema = 1\n").unwrap_err();
    assert!(
        problems[0].starts_with("lockkeeper.toml:2:1"),
        "{problems:?}"
    );
}

#[test]
fn columns_count_characters() {
    let problems = harbour_with("[people.zo]\nname = \"Zoë\"\nroles = [\"ß\", 1]\n").unwrap_err();
    assert!(problems[0].contains(":28:15: "), "{problems:?}");
}

#[test]
fn a_newer_format_is_the_only_thing_said() {
    let problems = read("schema = 2\nnonsense = true\n").unwrap_err();
    let text = "lockkeeper.toml:1:10: schema: This file is written in format 2, this version reads format 1.";
    assert_eq!(problems, [text]);
}

#[test]
fn an_empty_file_lacks_three_keys() {
    let problems = read("").unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems.iter().all(|p| p.ends_with("is missing.")));
}

#[test]
fn what_is_known_and_not_built_says_so() {
    for (more, what) in [
        ("[previews.web]\n", "previews"),
        ("[secrets.jwt]\n", "secrets"),
        ("[signals]\n", "signals"),
        ("[notify.p1]\n", "notify"),
        ("[duties.x]\n", "duties"),
        ("[goals]\n", "goals"),
        ("[env.production.validate]\n", "validate"),
        ("[env.production.rollback]\nwatch = \"1h\"\n", "watch"),
        ("[defaults.repo]\naccount = \"bot\"\n", "account"),
        ("[services.api.on.production]\nstrategy = {}\n", "strategy"),
        ("[services.api.on.dev]\nhealth = {}\n", "health"),
        ("[services.api]\nmigrations = {}\n", "migrations"),
        (
            "[services.api.on.dev]\ntarget = \"kubernetes\"\n",
            "kubernetes",
        ),
    ] {
        let problem = only_problem(more);
        assert!(
            problem.contains("known, but this version does not build it yet"),
            "{problem}"
        );
        assert!(problem.contains(&format!("`{what}`")), "{problem}");
    }
}

#[test]
fn days_away_are_two_days_in_order() {
    for (away, said) in [
        ("[\"2026-12-20\"]", "two days"),
        ("[\"2027-01-03\", \"2026-12-20\"]", "two days"),
        ("[\"2026-12-20\", \"soon\"]", "is not a day such as"),
        ("[2026-12-20T08:00:00, 2027-01-03]", "is not a day such as"),
    ] {
        let more = format!("[people.dana]\nname = \"Dana\"\naway = {away}\n");
        let problem = only_problem(&more);
        assert!(problem.contains(said), "{problem}");
    }
}

#[test]
fn a_lane_names_the_branches_that_may_take_it() {
    let problem = only_problem("[env.production.lanes.hotfix]\nlevel = \"patch\"\n");
    assert!(problem.contains("`branch` is missing"), "{problem}");
    let soak = "[env.production.lanes.hotfix]\nbranch = \"hotfix/*\"\n\
                gates = { soak = { in = \"production\", for = \"1h\" } }\n";
    let problem = only_problem(soak);
    assert!(
        problem.contains("env.production.lanes.hotfix.gates.soak.in"),
        "{problem}"
    );
}

#[test]
fn names_that_are_not_defined_are_found() {
    for (more, text) in [
        (
            "[services.w]\nrepo = \"inffra\"\n",
            "`inffra` is not a repository of this workspace. The nearest known name is `infra`.",
        ),
        (
            "[services.w]\nrepo = \"infra\"\ngroup = \"g\"\n",
            "`g` is not a group of this workspace.",
        ),
        (
            "[services.w]\nrepo = \"infra\"\ntemplate = \"shopp\"\n",
            "`shopp` is not a template of this workspace. The nearest known name is `shop`.",
        ),
        (
            "[services.w]\nrepo = \"infra\"\ndepends = [\"apy\"]\n",
            "`apy` is not a service of this workspace. The nearest known name is `api`.",
        ),
        (
            "[services.w]\nrepo = \"infra\"\nrequires = { apj = \"1\" }\n",
            "`apj` is not a service of this workspace. The nearest known name is `api`.",
        ),
        (
            "[env.prodution]\n",
            "`prodution` is not one of `environments`. The nearest known name is `production`.",
        ),
        (
            "[services.api.on.stagin]\n",
            "`stagin` is not one of `environments`. The nearest known name is `staging`.",
        ),
        (
            "[env.production.gates]\nsoak = { in = \"stage\", for = \"1h\" }\n",
            "`stage` is not one of `environments`. The nearest known name is `staging`.",
        ),
    ] {
        let problem = only_problem(more);
        assert!(problem.ends_with(text), "{problem}");
    }
}

fn says(cases: &[(&str, &str)]) {
    for (more, text) in cases {
        let problems = harbour_with(more).unwrap_err();
        assert!(
            problems.iter().any(|p| p.contains(text)),
            "{more}: {problems:?}"
        );
    }
}

#[test]
fn texts_that_make_no_sense_are_explained() {
    says(&[
        (
            "[services.w]\nrepo = \"infra\"\ntag = \"v1\"\n",
            "exactly once",
        ),
        (
            "[services.w]\nrepo = \"infra\"\ntag = \"a b{version}\"\n",
            "Git accepts no tag of that name.",
        ),
        (
            "[services.w]\nrepo = \"infra\"\ntag = \"{name}-{version}\"\n",
            "knows only `{version}` and `{service}`",
        ),
        (
            "[services.w]\nrepo = \"infra\"\npaths = [\"a/[b\"]\n",
            "not a glob",
        ),
        (
            "[services.w]\nrepo = \"infra\"\nfirst = \"1.0\"\n",
            "not a version",
        ),
        (
            "[services.w]\nrepo = \"infra\"\nrequires = { api = \"two\" }\n",
            "not a version requirement",
        ),
        (
            "[services.w]\nrepo = \"infra\"\nchangelog = \"../C.md\"\n",
            "stays inside its repository",
        ),
        (
            "[defaults.repo]\nissue = \"FM-(\"\n",
            "not a regular expression",
        ),
    ]);
}

#[test]
fn times_that_make_no_sense_are_explained() {
    says(&[
        (
            "[env.production.gates]\nsoak = { in = \"dev\", for = \"24\" }\n",
            "a number and a unit",
        ),
        (
            "[env.production.gates]\nsoak = { in = \"dev\", for = \"1mo\" }\n",
            "no fixed length",
        ),
        (
            "[env.production.gates]\nsoak = { in = \"production\", for = \"1h\" }\n",
            "does not come before",
        ),
        (
            "[env.dev.gates]\nwindows = [{ allow = \"Mon 09:00-10:00\", zone = \"Berlin\" }]\n",
            "not an IANA time zone",
        ),
        (
            "[env.dev.gates]\nfreezes = [{ name = \"F\", from = \"soon\", until = \"2026-01-01\", zone = \"UTC\" }]\n",
            "not a date or time",
        ),
        (
            "[env.dev.gates]\nfreezes = [{ name = \"F\", from = \"2026-01-02\", until = \"2026-01-01\", zone = \"UTC\" }]\n",
            "ends before it begins",
        ),
        (
            "[env.dev.gates]\nfreezes = [{ name = \"F\", from = \"2026-01-02\", zone = \"UTC\" }]\n",
            "`until` is missing",
        ),
        (
            "[env.dev.gates]\nwindows = [{ allow = \"Mon..Thx 09:00-10:00\", zone = \"UTC\" }]\n",
            "Thx",
        ),
        (
            "[env.dev.gates]\nfreezes = [{ name = \"F\", rrule = \"FREQ=NEVER\", lasts = \"1d\", zone = \"UTC\" }]\n",
            "FREQ=NEVER",
        ),
        (
            "[env.dev.gates]\nfreezes = [{ name = \"F\", rrule = \"DTSTART:20260101T000000\\nRRULE:FREQ=WEEKLY\", zone = \"UTC\" }]\n",
            "`lasts` is missing",
        ),
        (
            "[services.api]\nversion_file = \"a\"\nversion_files = [\"b\"]\n",
            "keep one",
        ),
        (
            "[services.\"a/b\"]\nrepo = \"infra\"\n",
            "A name holds letters",
        ),
        ("[services.w]\nrepo = \"\"\n", "This is empty."),
    ]);
}

#[test]
fn a_service_needs_a_repository() {
    assert!(only_problem("[services.w]\n").ends_with("services.w.repo: `repo` is missing."));
}

#[test]
fn a_deployment_needs_a_target_and_one_place() {
    let problem =
        only_problem("[services.w]\nrepo = \"infra\"\n[services.w.on.dev]\nfile = \"a\"\n");
    assert!(
        problem.ends_with("services.w.on.dev.target: `target` is missing."),
        "{problem}"
    );
    let two = "[services.w]\nrepo = \"infra\"\n[services.w.on.dev]\ntarget = \"gitops\"\nfile = \"a\"\nhelm = \"a\"\nset = \"b\"\n";
    assert!(only_problem(two).contains("exactly one of"));
}

#[test]
fn services_that_share_a_repository_need_paths_and_tags() {
    let problems = harbour_with("[services.w]\nrepo = \"infra\"\n[services.x]\nrepo = \"infra\"\n")
        .unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:#?}");
    assert!(problems[0].contains("`w` shares `infra` with `x`, so it needs `paths`."));
    assert!(problems.iter().any(|p| p.contains("the same tag pattern")));
}

#[test]
fn a_circle_of_requirements_is_found() {
    let problems = harbour_with("[services.api]\nrequires = { worker = \"*\" }\n[services.worker]\nrequires = { api = \"*\" }\n").unwrap_err();
    assert!(problems[0].contains("requires itself"), "{problems:?}");
    let depends =
        "[services.api]\ndepends = [\"worker\"]\n[services.worker]\ndepends = [\"api\"]\n";
    let problems = harbour_with(depends).unwrap_err();
    assert!(problems[0].contains("services.api.depends: `api` depends on itself"));
    assert!(only_problem("[services.api]\ndepends = [\"api\"]\n").contains("depends on itself"));
    assert!(harbour_with("[services.api]\ndepends = [\"worker\"]\n").is_ok());
}

#[test]
fn a_service_of_two_templates_is_found() {
    let problem =
        only_problem("[templates.other]\neach = [\"api\"]\nrepo = \"shop\"\npaths = [\"a\"]\n");
    assert!(
        problem.contains("`api` is already made by the template"),
        "{problem}"
    );
}

#[test]
fn a_placeholder_that_nothing_fills_is_found() {
    let problem = only_problem("[services.api]\nartifact = \"r/{service}:{verson}\"\n");
    assert!(
        problem.ends_with(
            "`{verson}` is filled by nothing here. The nearest known name is `version`."
        ),
        "{problem}"
    );
    let problems = harbour_with("[services.api.on.\"*\"]\nfile = \"{envv}.yaml\"\n").unwrap_err();
    assert!(problems[0].ends_with("The nearest known name is `env`."));
    let fine = "[services.api.on.\"*\"]\nmessage = \"{service} {from} {version} {env}\"\n";
    assert!(harbour_with(fine).is_ok());
}

#[test]
fn services_of_a_group_share_repository_and_tag() {
    let group = "[groups.g]\ntag = \"v{version}\"\n[services.a]\nrepo = \"infra\"\ngroup = \"g\"\n";
    let problem = only_problem(&format!(
        "{group}[services.b]\nrepo = \"infra\"\ngroup = \"g\"\ntag = \"b{{version}}\"\npaths = [\"b\"]\n"
    ));
    assert!(
        problem.ends_with(
            "services.b.tag: `b` shares the version of `a`, so both have the same `tag`."
        ),
        "{problem}"
    );
}

#[test]
fn a_filled_name_is_checked_too() {
    let fine = "[templates.own]\neach = [\"infra\"]\nrepo = \"{service}\"\n";
    assert!(harbour_with(fine).is_ok());
    let problem = only_problem(&fine.replace("\"infra\"", "\"infro\""));
    assert!(
        problem.ends_with(
            "`infro` is not a repository of this workspace. The nearest known name is `infra`."
        ),
        "{problem}"
    );
}

#[test]
fn only_gates_that_there_are_can_be_breakable() {
    assert_eq!(
        only_problem("[env.production.gates]\nbreakable = [\"approvals\", \"frezes\"]\n"),
        at(
            2,
            27,
            "env.production.gates.breakable: `frezes` is not a gate. The nearest known name is `freeze`."
        )
    );
}

#[test]
fn a_branch_target_needs_a_branch_and_a_known_way() {
    let missing = only_problem(
        "[services.web]\nrepo = \"infra\"\n[services.web.on.staging]\ntarget = \"branch\"\n",
    );
    assert_eq!(
        missing,
        at(
            3,
            18,
            "services.web.on.staging.branch: `branch` is missing."
        )
    );
    let way = only_problem(
        "[services.web]\nrepo = \"infra\"\n[services.web.on.staging]\ntarget = \"branch\"\nbranch = \"staging\"\nmerge = \"noff\"\n",
    );
    assert_eq!(
        way,
        at(
            6,
            9,
            "services.web.on.staging.merge: `noff` is not a way to bring a branch forward. The nearest known name is `no-ff`."
        )
    );
}

#[test]
fn a_path_that_git_would_not_find_is_refused_before_it_is_looked_for() {
    for path in [
        "./a/CHANGELOG.md",
        "/CHANGELOG.md",
        "a//b",
        "a/",
        "../b",
        "a/./b",
    ] {
        let problem = only_problem(&format!(
            "[services.web]\nrepo = \"web\"\nchangelog = \"{path}\"\n[repos.web]\nurl = \"w\"\n"
        ));
        assert!(
            problem.contains("A path stays inside its repository"),
            "{path}: {problem}"
        );
        assert!(problem.starts_with("lockkeeper.toml:28:13: "), "{problem}");
    }
}

#[test]
fn a_glob_that_leaves_its_repository_matches_nothing_and_is_refused() {
    let problem = only_problem(
        "[services.web]\nrepo = \"web\"\npaths = [\"../other/**\"]\n[repos.web]\nurl = \"w\"\n",
    );
    assert!(problem.contains("no `..`"), "{problem}");
}

#[test]
fn a_key_that_is_damaged_is_told_with_its_line() {
    let person = |key: &str| format!("[people.zo]\nname = \"Zo\"\nkeys = [\"{key}\"]\n");
    let cut = &KEY[..KEY.len() - 8];
    let text = "people.zo.keys: The key is damaged, or not written in the one way.";
    assert_eq!(only_problem(&person(cut)), at(3, 9, text));
    for key in [
        "AAAAC3NzaC1lZDI1NTE5",
        "ssh-ed25519 not/base64/",
        "/home/zo/.ssh/id.pub",
    ] {
        let problem = only_problem(&person(key));
        assert!(problem.contains("This is not a public key as"), "{problem}");
    }
    // Whether it may sign for a ledger is not asked where there may be none.
    let other = "ssh-dss AAAAB3NzaC1kc3MAAAAA";
    assert!(harbour_with(&person(other)).is_ok());
}

#[test]
fn a_key_is_one_persons() {
    let more = |table: &str, name: &str| {
        format!(
            "[people.zo]\nname = \"Zo\"\nkeys = [\"{KEY} home\"]\n[{table}]\n{name}keys = [\"{KEY} work\"]\n"
        )
    };
    let problem = only_problem(&more("people.zu", "name = \"Zu\"\n"));
    let text = "people.zu.keys: This key is listed for `zo` already.";
    assert_eq!(problem, at(6, 9, text));
    let problem = only_problem(&more("machines.keeper", "may = [\"checkpoint\"]\n"));
    assert!(problem.ends_with("listed for `zo` already."), "{problem}");
    let twice = format!("[people.zo]\nname = \"Zo\"\nkeys = [\"{KEY} home\", \"{KEY}\"]\n");
    let problem = only_problem(&twice);
    assert!(problem.ends_with("listed for `zo` already."), "{problem}");
}
