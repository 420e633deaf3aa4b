//! Several services that go as one: one request, one approval, one run; and
//! what is told when one of them stops the others.

use crate::recorded::Team;
use crate::tools::write_program;
use crate::world::{code, said};
use serde_json::Value;

const BOTH: [&str; 6] = [
    "promote",
    "web@4.1.7",
    "worker@0.14.3",
    "--to",
    "production",
    "--yes",
];

/// What runs in an environment, by service.
fn live(team: &Team, service: &str, environment: &str) -> String {
    let board = team.document("dana", &["board"]);
    let groups = board["groups"].as_array().expect("groups").iter();
    let mut rows = groups.flat_map(|group| group["rows"].as_array().expect("rows"));
    let row = rows.find(|row| row["service"] == service);
    let mut cells = row.expect("the service is there")["cells"]
        .as_array()
        .expect("cells")
        .iter();
    let cell = cells.find(|cell| cell["environment"] == environment);
    let version = &cell.expect("the environment is there")["version"];
    version.as_str().unwrap_or("nothing").to_owned()
}

/// The newest request for both of them.
fn request(team: &Team) -> Value {
    let requests = team.document("dana", &["requests"]);
    let all = requests.as_array().expect("a list");
    let title = "web 4.1.7 and worker 0.14.3 → production";
    let found = all.iter().find(|one| one["title"] == title);
    found.expect("it was asked for").clone()
}

#[test]
fn one_approval_of_two_people_lets_the_whole_set_go() {
    let team = Team::begun();
    let asked = team.at("sam", &BOTH);
    assert_eq!(code(&asked), 1, "{}", said(&asked));
    let waiting = request(&team);
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(2));
    let id = waiting["id"].as_str().expect("an id").to_owned();
    for name in ["dana", "mira"] {
        let early = team.at("sam", &BOTH);
        assert_eq!(code(&early), 1, "{}", said(&early));
        let yes = team.at(name, &["approve", &id, "--yes"]);
        assert_eq!(code(&yes), 0, "{}", said(&yes));
    }
    assert_eq!(request(&team)["state"], "approved");
    let gone = team.at("sam", &BOTH);
    assert_eq!(code(&gone), 0, "{}", said(&gone));
    assert_eq!(request(&team)["state"], "done");
    assert_eq!(live(&team, "web", "production"), "4.1.7");
    assert_eq!(live(&team, "worker", "production"), "0.14.3");
}

/// As soon as the first member was pushed, somebody changes the second.
fn meddled(team: &Team) {
    let world = &team.world;
    world.git("demo", &["clone", "-q", "remotes/infra.git", "other"]);
    for (key, value) in [("user.name", "Ops"), ("user.email", "ops@harbour.example")] {
        world.git("demo/other", &["config", key, value]);
    }
    let (other, hooks) = (world.path("demo/other"), "demo/remotes/infra.git/hooks");
    std::fs::create_dir_all(world.path(hooks)).expect("a folder can be made");
    let script = format!(
        "#!/bin/sh\nrm -f \"$0\"\nunset GIT_DIR GIT_QUARANTINE_PATH\ncd '{}' && git pull -q && \
         sed -i 's/4\\.1\\.7/4.1.8/' web/staging.yaml && \
         git commit -qam 'by hand' && git push -q\n",
        other.display()
    );
    write_program(&world.path(hooks).join("post-receive"), &script);
}

#[test]
fn a_member_that_somebody_changed_stops_the_set_and_the_way_back_works() {
    let team = Team::begun();
    meddled(&team);
    let set = ["promote", "api@1.10.0-rc.1", "web@4.2.0", "--to", "staging"];
    let stopped = team.at("dana", &[&set[..], &["--yes"]].concat());
    assert_eq!(code(&stopped), 4, "{}", said(&stopped));
    let told = said(&stopped);
    assert!(told.contains("Moved: api."), "{told}");
    assert_eq!(live(&team, "api", "staging"), "1.10.0-rc.1");

    let run = team.document("dana", &["runs"])[0]["id"]
        .as_str()
        .map(str::to_owned);
    let run = run.expect("there is one");
    let end = team.document("dana", &["run", "show", &run])["set"].clone();
    assert_eq!(end["failed"], "web");
    assert_eq!(
        end["without"]["against"],
        "everything else is there already"
    );
    let command = end["back"]["command"].as_str().expect("a command");
    let words = command.strip_prefix("lockkeeper ").expect("it is ours");
    let words: Vec<&str> = words.split(' ').chain(["--yes"]).collect();
    let done = team.at("dana", &words);
    assert_eq!(code(&done), 0, "{}", said(&done));
    assert_eq!(live(&team, "api", "staging"), "1.9.0");
    assert_eq!(live(&team, "web", "staging"), "4.1.8", "it is left alone");
}
