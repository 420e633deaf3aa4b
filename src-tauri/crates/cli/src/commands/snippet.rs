//! The job that asks before it deploys.

use crate::words::ForgeWord;

/// The job for a forge, with the advice that goes with it.
pub fn snippet(forge: ForgeWord) -> &'static str {
    match forge {
        ForgeWord::Github => GITHUB,
        ForgeWord::Gitlab => GITLAB,
        ForgeWord::Gitea => GITEA,
    }
}

const GITHUB: &str = r#"# GitHub Actions: the first job of a deployment.
#
# Keep as variables of the environment (Settings, Environments), which only
# admins can change; raise the second after every change of the policy:
#   LOCKKEEPER_LEDGER    URL of the control repository
#   LOCKKEEPER_GENESIS   hash of entry 0
#   LOCKKEEPER_AT_LEAST  NUMBER:HASH of a newer entry
# Protect the branch lockkeeper/ledger of the control repository with a
# ruleset: no force pushes, no deletion, pushes only by members of the team.
# Put the program into your runner's image or your repository, pinned by hash.
# The commit is that of the service's own repository. A promotion that writes to
# an environment repository has ended seconds after its push, and this job says
# no from then on: there, ask in the pre-receive hook of that repository.
jobs:
  lockkeeper:
    runs-on: ubuntu-latest
    environment: production
    permissions:
      contents: read
    steps:
      - name: Was this deployment started?
        run: >
          lockkeeper verify
          --ledger "${{ vars.LOCKKEEPER_LEDGER }}"
          --genesis "${{ vars.LOCKKEEPER_GENESIS }}"
          --at-least "${{ vars.LOCKKEEPER_AT_LEAST }}"
          --service api --to production
          --commit "${{ github.sha }}"
  deploy:
    needs: lockkeeper
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy.sh
"#;

const GITLAB: &str = r#"# GitLab CI: the first job of a deployment.
#
# Keep as protected variables (Settings, CI/CD, Variables); raise the last one
# after every change of the policy:
#   LOCKKEEPER_LEDGER    URL of the control repository
#   LOCKKEEPER_GENESIS   hash of entry 0
#   LOCKKEEPER_AT_LEAST  NUMBER:HASH of a newer entry
# Protect the branch lockkeeper/ledger of the control repository: "Allowed to
# push" the team, "Allowed to force push" off; protected branches cannot be
# deleted with git.
# Put the program into your job's image, pinned by digest.
# The commit is that of the service's own repository. A promotion that writes to
# an environment repository has ended seconds after its push, and this job says
# no from then on: there, ask in the pre-receive hook of that repository.
lockkeeper:
  stage: .pre
  rules:
    - if: $CI_COMMIT_REF_PROTECTED == "true"
  script:
    - >
      lockkeeper verify
      --ledger "$LOCKKEEPER_LEDGER"
      --genesis "$LOCKKEEPER_GENESIS"
      --at-least "$LOCKKEEPER_AT_LEAST"
      --service api --to production
      --commit "$CI_COMMIT_SHA"

deploy:
  stage: deploy
  needs: [lockkeeper]
  environment: production
  script:
    - ./deploy.sh
"#;

const GITEA: &str = r#"# Gitea and Forgejo Actions: the first job of a deployment.
#
# Keep as variables of the repository (Settings, Actions, Variables), which
# only its admins can change; raise the last one after every change of the
# policy:
#   LOCKKEEPER_LEDGER    URL of the control repository
#   LOCKKEEPER_GENESIS   hash of entry 0
#   LOCKKEEPER_AT_LEAST  NUMBER:HASH of a newer entry
# Protect the branch lockkeeper/ledger of the control repository: enable
# push with an allow list of the team, and leave "force push" off; protected
# branches cannot be deleted.
# Put the program into your runner's image or your repository, pinned by hash.
# The commit is that of the service's own repository. A promotion that writes to
# an environment repository has ended seconds after its push, and this job says
# no from then on: there, ask in the pre-receive hook of that repository.
jobs:
  lockkeeper:
    runs-on: ubuntu-latest
    steps:
      - name: Was this deployment started?
        run: >
          lockkeeper verify
          --ledger "${{ vars.LOCKKEEPER_LEDGER }}"
          --genesis "${{ vars.LOCKKEEPER_GENESIS }}"
          --at-least "${{ vars.LOCKKEEPER_AT_LEAST }}"
          --service api --to production
          --commit "${{ gitea.sha }}"
  deploy:
    needs: lockkeeper
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy.sh
"#;
