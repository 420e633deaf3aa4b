#!/usr/bin/env python3
"""Walks a Lockkeeper ledger (version 1) and prints its verdict.

Usage: python3 verify_ledger.py REPO_OR_BUNDLE [--ref REF] [--at TIME] [--json]

Needs Python 3.9, git and ssh-keygen, and trusts no other code of Lockkeeper.
Exit code: 0 intact, 5 broken, newer or ahead, 3 the ledger cannot be read.

An entry has one verdict; the checks run in the order of these tables and the
first that fails gives its word.

Broken (nothing from this entry on counts):
  parents         not exactly the entry before as parent
  tree            not exactly the three files
  size            a file above 1 MiB
  link            link.json is not the link to the entry before
  signature_form  statement.sig is not what ssh-keygen would write
  signature       the signature is not over this statement by this key
  canonical       statement.json is not canonical JSON
  members         a member missing or not known, in statement or body
  types           a member of a wrong type
  version         an unknown "v"
  genesis         entry 0 is not a valid genesis, or a second genesis
  workspace       another workspace
  seen            "seen" is not an earlier entry with that hash
  policy          "policy" is not the hash of the rules after "seen"
  key             the key was never listed or delegated for "by"
  kind            an unknown kind

Newer (`newer`): the rules in force have a schema this program does not know.
Ahead (`ahead`): dated more than five minutes after the clock (or --at).

Void (authentic, without effect), for every kind:
  repeated_nonce, backdated, removed_key, delegation_ended
  not_own_key       needs a person's own key
  delegation_kinds  the device key was not delegated for this kind
  may               the rules do not let this person or machine do it
  stale_seen        has not seen the entry right before it
Void, by kind:
  not_admin, policy_version, rules_invalid                    policy
  key_malformed, key_listed, until, kinds                     delegation
  direction, to_unknown, item_twice, expires, id_used,
  lane_unknown, not_rolled_back_to                            request
  subject, seen_before_subject, not_open, what_differs,
  expires, self_approval, role                                approval, rejection
  subject, not_author, not_open                               withdrawal
  request_unknown, role, gates_not_breakable                  break-glass
  request_unknown, not_open, approvals, frozen, fence,
  lease (its end), lease_held (by another start)              start
  start_unknown, outcome, start_finished, not_holder          finish
  freeze_unknown, role                                        freeze, thaw, adopt
  request_unknown                                             incident
"""

import argparse
import base64
import binascii
import calendar
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

COMMIT = re.compile(rb"tree [0-9a-fA-F]{40}\n(?:parent [0-9a-fA-F]{40}\n)*")
BRANCH = "refs/heads/lockkeeper/ledger"
FOLLOWED = "refs/lockkeeper/remote/origin/ledger"
REMOTE_BRANCH = "refs/remotes/origin/lockkeeper/ledger"
SCHEMA = 1
NO_HASH = "0" * 64
MAX_FILE = 1024 * 1024
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
MINUTE, HOUR, DAY = 60, 3600, 86400


class Unreadable(Exception):
    """The ledger could not be read, so there is no verdict."""


class Broken(Exception):
    """The entry breaks the rule named by this word."""


class Newer(Exception):
    """The entry follows rules that this program does not know."""


class Ahead(Exception):
    """The entry is dated after the clock."""


class Void(Exception):
    """The entry is authentic and without effect, for this reason."""


def break_unless(holds, rule):
    if not holds:
        raise Broken(rule)


def void_unless(holds, reason):
    if not holds:
        raise Void(reason)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# ---------------------------------------------------------------- git


def git_environment():
    """No replacements, no fetching behind our back, no other repository."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return dict(env, GIT_NO_REPLACE_OBJECTS="1", GIT_NO_LAZY_FETCH="1", LC_ALL="C")


class Repository:
    """Reads raw objects, with replacements off and grafts and shallow refused."""

    def __init__(self, path):
        self.path = path
        self.env = git_environment()
        for name, why in (("shallow", "The history is shallow."),
                          ("info/grafts", "The repository has grafts.")):
            file = os.path.join(path, self.git("rev-parse", "--git-path", name))
            if os.path.exists(file) and os.path.getsize(file) > 0:
                raise Unreadable(why)
        if self.git("rev-parse", "--show-object-format") != "sha1":
            raise Unreadable("The repository does not use SHA-1 object names.")
        self.reader = subprocess.Popen(
            ["git", "-C", path, "cat-file", "--batch"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.env)

    def ask(self, *words):
        return subprocess.run(["git", "-C", self.path, *words], env=self.env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def git(self, *words):
        done = self.ask(*words)
        if done.returncode != 0:
            raise Unreadable("git %s: %s" % (words[0], done.stderr.strip()))
        return done.stdout.strip()

    def head(self, ref):
        """Where the ledger ends: here, or where the remote is seen to be further on."""
        names, best = [ref, FOLLOWED, REMOTE_BRANCH] if ref == BRANCH else [ref], None
        for name in names:
            found = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
            if found.returncode == 0:
                head = found.stdout.strip()
                if not best or self.ask("merge-base", "--is-ancestor", best, head).returncode == 0:
                    best = head
        if not best:
            raise Unreadable("There is no %s here." % ref)
        return best

    def read(self, oid):
        """The type, size and content of an object; no content above the size limit."""
        if not OBJECT_ID.fullmatch(oid):
            raise Unreadable("%r is not an object name." % oid)
        self.reader.stdin.write(oid.encode() + b"\n")
        self.reader.stdin.flush()
        head = self.reader.stdout.readline().decode().split()
        if len(head) != 3:
            raise Unreadable("The object %s is missing." % oid)
        kind, size = head[1], int(head[2])
        name, content, left = hashlib.sha1(b"%s %d\0" % (kind.encode(), size)), b"", size
        while left > 0:
            part = self.reader.stdout.read(min(left, MAX_FILE))
            if not part:
                raise Unreadable("The object %s ends early." % oid)
            left -= len(part)
            name.update(part)
            if kind != "blob" or size <= MAX_FILE:
                content += part
        self.reader.stdout.read(1)
        # Git looks at this in some places and not in others.
        if name.hexdigest() != oid:
            raise Unreadable("The object %s is damaged on this disk." % oid)
        return kind, size, content

    def close(self):
        self.reader.stdin.close()
        self.reader.wait()
        self.reader.stdout.close()

    def chain(self, head):
        """(commit, tree, parents, message), oldest first, along the first parents."""
        found, oid, seen = [], head, set()
        while oid:
            if oid in seen:
                raise Unreadable("%s comes before itself." % oid)
            seen.add(oid)
            kind, _, content = self.read(oid)
            if kind != "commit":
                raise Unreadable("%s is not a commit." % oid)
            begin = COMMIT.match(content)
            if not begin:
                # What comes before it nobody can tell, so it is the first one.
                found.append((oid, None, [], b""))
                break
            # Git reads names of objects in either case.
            tree, *parents = begin[0].decode().lower().split()[1::2]
            message = content[begin.end():].partition(b"\n\n")[2]
            found.append((oid, tree, parents, message))
            oid = parents[0] if parents else None
        found.reverse()
        return found

    def tree(self, oid):
        """[(mode, name, object)] as the raw tree has them; ValueError if it is none."""
        rows, at, width = [], 0, len(oid) // 2
        kind, _, raw = self.read(oid)
        if kind != "tree":
            raise ValueError("not a tree")
        while at < len(raw):
            space, zero = raw.index(b" ", at), raw.index(b"\0", at)
            rows.append((raw[at:space], raw[space + 1:zero], raw[zero + 1:zero + 1 + width].hex()))
            at = zero + 1 + width
        if at > len(raw):
            raise ValueError("a tree that ends early")
        return rows


def open_repository(path, scratch):
    """Opens a repository, or a bundle that is unpacked into the scratch folder."""
    if not os.path.exists(path):
        raise Unreadable("There is nothing at %s." % path)
    if os.path.isfile(path):
        bare = os.path.join(scratch, "bundle.git")
        for words in (["init", "--quiet", "--bare", bare],
                      ["-C", bare, "-c", "fetch.fsckObjects=false", "fetch", "--quiet",
                       os.path.abspath(path), "+refs/*:refs/*"]):
            done = subprocess.run(["git", *words], env=git_environment(),
                                  stderr=subprocess.PIPE, text=True)
            if done.returncode != 0:
                raise Unreadable("The bundle cannot be read: %s" % done.stderr.strip())
        path = bare
    return Repository(path)


# ---------------------------------------------------------------- canonical JSON

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NAME = re.compile("[\x20-\x7e]*")


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def refuse(_text):
    raise ValueError("not in this JSON")


def integer(text):
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise ValueError("integer too large")
    return int(text)


def check_value(value, depth):
    if isinstance(value, (dict, list)):
        if depth > MAX_DEPTH:
            raise ValueError("nested too deep")
        if isinstance(value, dict):
            if not all(NAME.fullmatch(name) for name in value):
                raise ValueError("member name")
            value = value.values()
        for inner in value:
            check_value(inner, depth + 1)
    elif isinstance(value, str):
        if FORBIDDEN.search(value):
            raise ValueError("character in a string")
    elif value is None:
        raise ValueError("null")


def parse_canonical(content):
    """The object that these bytes are the canonical form of; ValueError otherwise."""
    try:
        value = json.loads(content.decode("utf-8"), parse_float=refuse,
                           parse_constant=refuse, parse_int=integer)
        check_value(value, 1)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or canonical(value) != content:
        raise ValueError("not canonical")
    return value


# ---------------------------------------------------------------- keys and signatures

ARMOR_HEAD, ARMOR_FOOT = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
KEY_LINE = re.compile(r"([!-~]+) ([A-Za-z0-9+/]+={0,2})( [ -~]*)?")
SIGNATURE_OF_KEY = {
    b"ssh-ed25519": b"ssh-ed25519",
    b"ecdsa-sha2-nistp256": b"ecdsa-sha2-nistp256",
    b"sk-ssh-ed25519@openssh.com": b"sk-ssh-ed25519@openssh.com",
    b"sk-ecdsa-sha2-nistp256@openssh.com": b"sk-ecdsa-sha2-nistp256@openssh.com",
    b"ssh-rsa": b"rsa-sha2-512",
}


class Wire:
    """Reads the binary form of SSH; every departure is a ValueError."""

    def __init__(self, content):
        self.rest = content

    def take(self, count):
        if len(self.rest) < count:
            raise ValueError("too short")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def number(self):
        return int.from_bytes(self.take(4), "big")

    def string(self):
        return self.take(self.number())

    def positive(self):
        """A minimal positive mpint."""
        raw = self.string()
        if not raw or raw[0] & 0x80 or (raw[0] == 0 and (len(raw) == 1 or not raw[1] & 0x80)):
            raise ValueError("not a minimal positive mpint")
        return int.from_bytes(raw, "big")

    def expect(self, value):
        if self.string() != value:
            raise ValueError("unexpected value")

    def end(self):
        if self.rest:
            raise ValueError("more than expected")


def on_p256(point):
    """Whether an uncompressed point lies on the curve P-256."""
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return x < prime and y < prime and (y * y - x * x * x + 3 * x - b) % prime == 0


def read_key(blob):
    """The type of a public key and, for RSA, the bytes of its modulus."""
    wire, modulus_bytes = Wire(blob), 0
    kind = wire.string()
    if kind not in SIGNATURE_OF_KEY:
        raise ValueError("unknown key type")
    if kind == b"ssh-rsa":
        exponent, modulus = wire.positive(), wire.positive()
        if not 3072 <= modulus.bit_length() <= 16384 or modulus % 2 == 0:
            raise ValueError("not an RSA modulus of 3072 to 16384 bits")
        if not 3 <= exponent < 2**64 or exponent % 2 == 0:
            raise ValueError("not an RSA exponent that OpenSSL takes for every key")
        modulus_bytes = (modulus.bit_length() + 7) // 8
    elif b"ecdsa" in kind:
        wire.expect(b"nistp256")
        point = wire.string()
        if len(point) != 65 or point[0] != 4:
            raise ValueError("not an uncompressed point")
        if not on_p256(point):
            raise ValueError("not a point of the curve")
    elif len(wire.string()) != 32:
        raise ValueError("not an Ed25519 key")
    if kind.startswith(b"sk-") and b"\0" in wire.string():
        raise ValueError("OpenSSH takes a NUL byte for the end of an application")
    wire.end()
    return kind, modulus_bytes


def parse_key_line(line):
    """The key blob of a public key line; ValueError if it is not well formed."""
    match = KEY_LINE.fullmatch(line)
    if not match:
        raise ValueError("not a key line")
    blob = base64.b64decode(match.group(2), validate=True)
    if base64.b64encode(blob).decode() != match.group(2):
        raise ValueError("not canonical base64")
    kind, _ = read_key(blob)
    if kind.decode() != match.group(1):
        raise ValueError("the blob is of another type")
    return blob


def check_signature_blob(raw, kind, modulus_bytes):
    wire = Wire(raw)
    wire.expect(SIGNATURE_OF_KEY[kind])
    value = wire.string()
    if kind == b"ssh-rsa":
        if len(value) != modulus_bytes:
            raise ValueError("not as long as the modulus")
    elif b"ecdsa" in kind:
        pair = Wire(value)
        pair.positive()
        pair.positive()
        pair.end()
    elif len(value) != 64 or int.from_bytes(value[32:], "little") >= ED25519_ORDER:
        raise ValueError("S is not below L")
    if kind.startswith(b"sk-"):
        wire.take(5)  # flags and counter
    wire.end()


def armor(raw):
    text = base64.b64encode(raw)
    lines = b"".join(text[i:i + 70] + b"\n" for i in range(0, len(text), 70))
    return ARMOR_HEAD + lines + ARMOR_FOOT


def parse_signature(content):
    """The key blob of an SSHSIG that is exactly what ssh-keygen writes."""
    if not (content.startswith(ARMOR_HEAD) and content.endswith(ARMOR_FOOT)):
        raise ValueError("no armor")
    body = content[len(ARMOR_HEAD):-len(ARMOR_FOOT)]
    raw = base64.b64decode(body.replace(b"\n", b""), validate=True)
    if armor(raw) != content:
        raise ValueError("not the canonical armor")
    wire = Wire(raw)
    if wire.take(6) != b"SSHSIG" or wire.number() != 1:
        raise ValueError("not SSHSIG version 1")
    blob = wire.string()
    wire.expect(b"lockkeeper")
    wire.expect(b"")
    wire.expect(b"sha512")
    signature = wire.string()
    wire.end()
    check_signature_blob(signature, *read_key(blob))
    return blob


def signature_holds(statement, signature, scratch, name):
    """Asks ssh-keygen whether the signature is over the statement."""
    path = os.path.join(scratch, "%s.sig" % name)
    with open(path, "wb") as file:
        file.write(signature)
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", "check-novalidate", "-n", "lockkeeper", "-s", path],
            input=statement, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        os.unlink(path)
    return done.returncode == 0


# ---------------------------------------------------------------- forms

HASH = re.compile("[0-9a-f]{64}")
OBJECT_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONCE = re.compile("[0-9a-f]{32}")
TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
HANDLE = re.compile("[a-z][a-z0-9-]{0,31}")


def seconds(text):
    """A time as seconds since 1970; ValueError if it is no real time."""
    if not TIME.fullmatch(text):
        raise ValueError("not a time")
    parsed = datetime.datetime(int(text[:4]), int(text[5:7]), int(text[8:10]),
                               int(text[11:13]), int(text[14:16]), int(text[17:19]))
    return calendar.timegm(parsed.timetuple())


def is_time(value):
    try:
        return is_text(value) and seconds(value) is not None
    except ValueError:
        return False


def is_text(value):
    return isinstance(value, str)


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_object(value):
    return isinstance(value, dict)


def is_texts(value):
    return isinstance(value, list) and all(is_text(one) for one in value)


def matching(pattern):
    return lambda value: is_text(value) and pattern.fullmatch(value) is not None


is_hash, is_object_id, is_uuid = matching(HASH), matching(OBJECT_ID), matching(UUID)


def check_form(value, form, open_ended=False):
    """Checks members first, then types; `name?` may be absent."""
    required = {name for name in form if not name.endswith("?")}
    known = {name.rstrip("?"): kind for name, kind in form.items()}
    complete = required <= set(value) and (open_ended or set(value) <= set(known))
    break_unless(complete, "members")
    for name, member in value.items():
        kind = known.get(name)
        if isinstance(kind, dict):
            break_unless(is_object(member), "types")
            check_form(member, kind)
        elif isinstance(kind, list):
            break_unless(isinstance(member, list) and all(map(is_object, member)), "types")
            for one in member:
                check_form(one, kind[0])
        elif kind:
            break_unless(kind(member), "types")


ITEM = {"service": is_text, "version": is_text, "commit": is_object_id, "repository": is_text,
        "tag?": is_text, "tag_object?": is_object_id, "artifact?": is_text,
        "tree?": is_object_id, "config?": is_hash}
VERDICT = {"evidence": is_texts, "gate": is_text, "inputs": is_object, "verdict": is_text}
STEP = {"at": is_time, "id": is_text, "outcome": is_text}
LEASE = {"fence": is_integer, "until": is_time}

BODIES = {
    "genesis": {"rules": is_object, "version": is_integer},
    "policy": {"rules": is_object, "version": is_integer},
    "delegation": {"key": is_text, "kinds": is_texts, "until": is_time},
    "release": {"item": ITEM, "notes": is_hash},
    "yank": {"reason": is_text, "release": is_hash},
    "request": {"direction": is_text, "expires": is_time, "flags?": is_texts, "from?": is_text,
                "id": is_uuid, "items": [ITEM], "lane?": is_text, "reason?": is_text,
                "strategy?": is_text, "to": is_text},
    "approval": {"comment?": is_text, "expires": is_time, "subject": is_hash, "what": is_object},
    "rejection": {"reason": is_text, "subject": is_hash, "what": is_object},
    "withdrawal": {"reason": is_text, "subject": is_hash},
    "break-glass": {"gates": is_texts, "reason": is_text, "request": is_hash},
    "start": {"lease": LEASE, "plan": is_hash, "request": is_hash, "verdicts": [VERDICT]},
    "finish": {"observed": is_object, "outcome": is_text, "start": is_hash, "steps": [STEP]},
    "freeze": {"environments": is_texts, "reason": is_text, "services?": is_texts,
               "until?": is_time},
    "thaw": {"freeze": is_hash, "reason": is_text},
    "adopt": {"environment": is_text, "item": ITEM, "reason": is_text},
    "rotation": {"next": is_time, "secret": is_text, "sink": is_text},
    "incident": {"id": is_uuid, "request?": is_hash, "severity": is_text, "state": is_text,
                 "summary": is_text},
    "tick": {"line": is_text, "subject": is_hash},
    "checkpoint": {},
    "note": {"subject?": is_hash, "text": is_text},
}
OPERATIONAL = ("release", "start", "finish", "rotation", "checkpoint")
MUST_SEE_THE_LAST = ("start", "policy", "thaw", "break-glass")

LINK = {"number": is_integer, "prev": is_hash, "signature": is_hash, "statement": is_hash,
        "v": is_integer}
FIXED = {"by": is_text, "workspace": is_uuid}  # keep their form in every schema
BOUND = {"seen": {"hash": is_hash, "number": is_integer}, "policy": is_hash}
REST = {"at": is_time, "body": is_object, "kind": is_text, "nonce": matching(NONCE),
        "text": is_text, "v": is_integer}


# ---------------------------------------------------------------- rules


def at_path(value, *names):
    """The member at this path, or None."""
    for name in names:
        value = value.get(name) if is_object(value) else None
    return value


def is_roles(value):
    return isinstance(value, list) and all(
        is_text(role) or is_text(at_path(role, "role")) and is_text(at_path(role, "repo"))
        for role in value)


def is_approvals(value):
    return isinstance(value, list) and all(
        is_text(at_path(rule, "role"))
        and is_integer(at_path(rule, "count")) and rule["count"] >= 1
        and is_text(rule.get("when", "")) for rule in value)


def shape_holds(value, shape):
    """Whether a value has the types of a shape; `*` stands for every other name."""
    if not is_object(shape):
        return shape(value)
    return is_object(value) and all(
        shape_holds(member, shape.get(name) or shape.get("*") or (lambda _value: True))
        for name, member in value.items())


RULES_SHAPE = {
    "schema": lambda value: is_integer(value) and value >= 1,
    "environments": lambda value: is_texts(value) and len(value) > 0,
    "people": {"*": {"roles": is_roles, "keys": is_texts}},
    "machines": {"*": {"keys": is_texts, "may": is_texts}},
    "governance": {"admins": is_integer, "*": is_text},
    "env": {"*": {
        "gates": {"approvals": is_approvals, "breakable": is_texts,
                  "self": lambda value: isinstance(value, bool)},
        "lanes": {"*": {"gates": {"approvals": is_approvals}}},
        "rollback": {"approvals": is_approvals},
        "may": {"*": is_texts},
    }},
    "services": {"*": {"repo": is_text}},
}


class Rules:
    """Rules in force; ValueError when they are not valid."""

    def __init__(self, content):
        if not shape_holds(content, RULES_SHAPE) or not {"schema", "environments"} <= set(content):
            raise ValueError("types")
        self.content = content
        self.hash = sha256(canonical(content))
        self.schema = content["schema"]
        self.environments = content["environments"]
        self.people = content.get("people", {})
        self.machines = content.get("machines", {})
        self.admins_needed = at_path(content, "governance", "admins")
        if self.admins_needed is None:
            self.admins_needed = 1
        self.owners = {}  # key blob -> handle
        self.list_keys()
        admins = [name for name in self.people
                  if self.is_admin(name) and self.people[name].get("keys")]
        if not 1 <= self.admins_needed <= len(admins):
            raise ValueError("admins")

    def list_keys(self):
        if set(self.people) & set(self.machines):
            raise ValueError("a handle of a person and a machine")
        for handle, holder in [*self.people.items(), *self.machines.items()]:
            if not HANDLE.fullmatch(handle):
                raise ValueError("handle")
            for line in holder.get("keys", []):
                blob = parse_key_line(line)
                if blob in self.owners:
                    raise ValueError("a key stands twice")
                self.owners[blob] = handle

    def lists(self, handle, blob):
        return self.owners.get(blob) == handle

    def repo_of(self, service):
        return at_path(self.content, "services", service, "repo")

    def holds(self, handle, role, services=()):
        """Whether a person holds a role; a role of one repository needs services, all of it."""
        for held in at_path(self.people, handle, "roles") or []:
            if held == role:
                return True
            if is_object(held) and held["role"] == role and services and all(
                    self.repo_of(service) == held["repo"] for service in services):
                return True
        return False

    def is_admin(self, handle):
        return self.holds(handle, "admin")

    def governance(self, name, default):
        role = at_path(self.content, "governance", name)
        return default if role is None else role

    def env(self, environment, *names):
        return at_path(self.content, "env", environment, *names)

    def touches(self, other, request):
        """Whether the other rules alter what this request rests on."""
        def rests_on(rules):
            parts = [rules.environments, rules.env(request["to"])]
            for item in request["items"]:
                parts.append(at_path(rules.content, "services", item["service"]))
                repo = rules.repo_of(item["service"])
                parts.append(at_path(rules.content, "repos", repo) if repo is not None else None)
            return canonical(parts)
        return rests_on(self) != rests_on(other)


# ---------------------------------------------------------------- entries


class Entry:
    """One entry: what git holds, what it says, and what has become of it since."""

    def __init__(self, number, commit, tree, parents, message):
        self.number, self.commit, self.tree = number, commit, tree
        self.parents, self.message = parents, message
        self.files, self.sizes, self.hash = None, None, None
        self.key = None           # the blob of the signing key
        self.signed = None        # a word when the signature is broken
        self.statement = None
        self.at = self.time = 0   # what it says, and the entry time T
        self.policy_after = None
        self.void = None
        self.closed = False       # request, policy
        self.withdrawn = False    # approval, break-glass
        self.dead = False         # approval, break-glass: the key is no longer listed
        self.finished = False     # start
        self.thawed = False       # freeze

    @property
    def by(self):
        return self.statement["by"]

    @property
    def kind(self):
        return self.statement["kind"]

    @property
    def body(self):
        return self.statement["body"]

    def read_files(self, repository):
        if not self.tree:
            return
        try:
            rows = repository.tree(self.tree)
        except ValueError:
            return
        names = [(mode, name) for mode, name, _ in rows]
        wanted = [b"link.json", b"statement.json", b"statement.sig"]
        if names != [(b"100644", name) for name in wanted]:
            return
        found = [repository.read(oid) for _, _, oid in rows]
        if all(kind == "blob" for kind, _, _ in found):
            self.sizes = [size for _, size, _ in found]
            self.files = [content for _, _, content in found]
            self.hash = sha256(self.files[0])

    def check_signature(self, scratch):
        """Sets the key, and the word when the signature is broken. May run in a thread."""
        try:
            self.key = parse_signature(self.files[2])
        except (ValueError, binascii.Error):
            self.signed = "signature_form"
            return
        if not signature_holds(self.files[1], self.files[2], scratch, self.number):
            self.signed = "signature"

    def expected_message(self):
        first = self.statement["text"].split("\n")[0]
        return "%s\n\nLockkeeper-Kind: %s\nLockkeeper-Entry: %d %s" % (
            first, self.kind, self.number, self.hash)


def link_binds(files):
    """Whether a link has its form and binds the two other files."""
    try:
        link = parse_canonical(files[0])
        check_form(link, LINK)
    except (ValueError, Broken):
        return False
    bound = (link["v"], link["statement"], link["signature"])
    return bound == (1, sha256(files[1]), sha256(files[2]))


def expected_link(entry, before):
    return canonical({"number": entry.number, "prev": before.hash if before else NO_HASH,
                      "signature": sha256(entry.files[2]), "statement": sha256(entry.files[1]),
                      "v": 1})


# ---------------------------------------------------------------- the walk


class Ledger:
    """The state that the entries in force add up to."""

    def __init__(self, clock):
        self.clock = clock
        self.rules = None
        self.workspace = None
        self.force = None          # the policy entry in force
        self.entries = []
        self.by_hash = {}
        self.nonces = set()
        self.request_ids = set()
        self.ever_listed = set()   # (handle, key blob)
        self.delegations = []      # entries; `closed` means ended
        self.requests = []         # open ones
        self.policies = []         # pending ones
        self.approvals = {}        # subject -> entries
        self.broken_glass = {}     # request -> entries
        self.starts = []           # unfinished ones
        self.freezes = []          # not thawed ones
        self.succeeded = set()     # (environment, item) that finished there
        self.adopted = set()       # (environment, item)

    def append(self, entry):
        """Judges an entry and takes it in; raises Broken, Newer or Ahead."""
        before = self.entries[-1] if self.entries else None
        self.check_files(entry, before)
        self.check_statement(entry, before)
        if entry.at > self.clock + 5 * MINUTE:
            raise Ahead("ahead")
        entry.time = max(entry.at, before.time if before else entry.at)
        try:
            if before:
                self.judge(entry)
            self.take_effect(entry)
        except Void as reason:
            entry.void = str(reason)
        self.nonces.add(entry.statement["nonce"])
        if entry.kind == "request":
            self.request_ids.add(entry.body["id"])
        entry.policy_after = self.rules.hash
        self.entries.append(entry)
        self.by_hash[entry.hash] = entry

    # Broken, newer

    def check_files(self, entry, before):
        break_unless(entry.parents == ([before.commit] if before else []), "parents")
        break_unless(entry.files is not None, "tree")
        break_unless(max(entry.sizes) <= MAX_FILE, "size")
        break_unless(link_binds(entry.files), "link")
        if entry.signed:
            raise Broken(entry.signed)

    def check_statement(self, entry, before):
        try:
            said = parse_canonical(entry.files[1])
        except ValueError:
            raise Broken("canonical") from None
        entry.statement = said
        bound = {**FIXED, **(BOUND if before else {})}
        check_form(said, bound, open_ended=True)
        break_unless(entry.files[0] == expected_link(entry, before), "link")
        if before:
            self.check_bonds(entry)
            if self.rules.schema > SCHEMA:
                raise Newer("newer")
        check_form(said, {**bound, **REST})
        break_unless(said["v"] == 1, "version")
        break_unless((said["kind"] == "genesis") == (not before), "genesis")
        entry.at = seconds(said["at"])
        self.check_body(entry)
        if not before:
            self.check_genesis(entry)

    def check_bonds(self, entry):
        said = entry.statement
        known = (entry.by, entry.key) in self.ever_listed
        break_unless(known or self.delegations_of(entry), "key")
        break_unless(said["workspace"] == self.workspace, "workspace")
        number = said["seen"]["number"]
        earlier = 0 <= number < len(self.entries)
        break_unless(earlier and self.entries[number].hash == said["seen"]["hash"], "seen")
        break_unless(said["policy"] == self.entries[number].policy_after, "policy")

    def check_body(self, entry):
        break_unless(entry.kind in BODIES, "kind")
        check_form(entry.body, BODIES[entry.kind])
        if entry.kind == "request":
            break_unless(1 <= len(entry.body["items"]) <= 200, "types")

    def check_genesis(self, entry):
        break_unless(entry.body["version"] == 1, "genesis")
        try:
            rules = Rules(entry.body["rules"])
        except ValueError:
            raise Broken("genesis") from None
        break_unless(entry.by in rules.people and rules.lists(entry.by, entry.key), "key")
        break_unless(rules.is_admin(entry.by), "genesis")

    # Void, for every kind

    def judge(self, entry):
        said = entry.statement
        void_unless(said["nonce"] not in self.nonces, "repeated_nonce")
        seen = self.entries[said["seen"]["number"]]
        void_unless(entry.at >= seen.at - 5 * MINUTE, "backdated")
        self.judge_key(entry)
        if entry.kind in MUST_SEE_THE_LAST:
            void_unless(seen.number == entry.number - 1, "stale_seen")
        rule = getattr(self, "judge_" + entry.kind.replace("-", "_"), None)
        if rule:
            rule(entry, entry.body)

    def delegations_of(self, entry):
        return [one for one in self.delegations
                if one.by == entry.by and one.delegated == entry.key]

    def judge_key(self, entry):
        operational = entry.kind in OPERATIONAL
        if self.rules.lists(entry.by, entry.key):
            if entry.by in self.rules.people:
                return
            void_unless(operational or entry.kind == "request", "not_own_key")
            if entry.kind not in ("request", "start"):
                void_unless(entry.kind in self.machine_may(entry.by), "may")
            return
        alive = [one for one in self.delegations_of(entry)
                 if not one.closed and entry.time < seconds(one.body["until"])]
        listed_once = (entry.by, entry.key) in self.ever_listed
        void_unless(alive, "removed_key" if listed_once else "delegation_ended")
        void_unless(operational, "not_own_key")
        void_unless(any(entry.kind in one.body["kinds"] for one in alive), "delegation_kinds")

    def machine_may(self, handle):
        return at_path(self.rules.machines, handle, "may") or []

    def judge_may(self, entry, request):
        """Whether the author may request, or start, this request."""
        direction, to = request["direction"], request["to"]
        if entry.by in self.rules.machines:
            word = entry.kind
            narrowed = {word, "%s:%s" % (word, direction), "%s:%s:%s" % (word, direction, to)}
            void_unless(narrowed & set(self.machine_may(entry.by)), "may")
            return
        name = "rollback" if direction == "rollback" else entry.kind
        roles = self.rules.env(to, "may", name)
        services = services_of(request)
        void_unless(roles is None or any(self.rules.holds(entry.by, role, services)
                                         for role in roles), "may")

    def named(self, hash_, kinds, reason):
        found = self.by_hash.get(hash_)
        void_unless(found and not found.void and found.kind in kinds, reason)
        return found

    def is_open(self, subject, time_):
        """Open, for a request or a policy; one that is in force stays so until withdrawn."""
        if subject.kind == "policy":
            return not subject.closed
        return not subject.closed and time_ < seconds(subject.body["expires"])

    # Void, by kind

    def judge_policy(self, entry, body):
        void_unless(self.rules.is_admin(entry.by), "not_admin")
        void_unless(body["version"] == self.force.body["version"] + 1, "policy_version")
        try:
            entry.rules = Rules(body["rules"])
        except ValueError:
            raise Void("rules_invalid") from None

    def judge_delegation(self, entry, body):
        try:
            entry.delegated = parse_key_line(body["key"])
        except ValueError:
            raise Void("key_malformed") from None
        void_unless(entry.delegated not in self.rules.owners, "key_listed")
        void_unless(ends_within(entry.time, body["until"], 90 * DAY), "until")
        void_unless(set(body["kinds"]) <= set(OPERATIONAL), "kinds")

    def judge_request(self, entry, body):
        to, services = body["to"], services_of(body)
        void_unless(body["direction"] in ("promote", "rollback"), "direction")
        void_unless(to in self.rules.environments, "to_unknown")
        self.judge_may(entry, body)
        void_unless(len(set(services)) == len(services), "item_twice")
        void_unless(ends_within(entry.time, body["expires"], 30 * DAY), "expires")
        void_unless(body["id"] not in self.request_ids, "id_used")
        if "lane" in body:
            void_unless(body["lane"] in (self.rules.env(to, "lanes") or {}), "lane_unknown")
        if body["direction"] == "rollback":
            known = self.succeeded | self.adopted
            void_unless(all((to, canonical(item)) in known for item in body["items"]),
                        "not_rolled_back_to")

    def judge_decision(self, entry, body, kinds):
        """What an approval and a rejection have in common; returns the subject."""
        subject = self.named(body["subject"], kinds, "subject")
        if subject.kind in ("request", "policy"):
            void_unless(self.is_open(subject, entry.time), "not_open")
        void_unless(entry.statement["seen"]["number"] >= subject.number, "seen_before_subject")
        what = subject.body
        if subject.kind == "policy":
            what = {"rules": subject.rules.hash, "version": what["version"]}
        void_unless(canonical(body["what"]) == canonical(what), "what_differs")
        return subject

    def judge_approval(self, entry, body):
        subject = self.judge_decision(entry, body, ("request", "policy", "break-glass", "adopt"))
        void_unless(ends_within(entry.time, body["expires"], 30 * DAY), "expires")
        itself = subject.kind == "request" and self.rules.env(
            subject.body["to"], "gates", "self") is True
        void_unless(itself or subject.by != entry.by, "self_approval")
        if subject.kind in ("break-glass", "adopt"):
            void_unless(self.rules.holds(entry.by, subject.role, subject.services), "role")

    def judge_rejection(self, entry, body):
        subject = self.judge_decision(entry, body, ("request", "policy"))
        void_unless(subject.by != entry.by, "self_approval")
        allowed = self.rules.is_admin(entry.by)
        if subject.kind == "request":
            services = services_of(subject.body)
            allowed = allowed or any(self.rules.holds(entry.by, rule["role"], services)
                                     for rule in self.approval_rules(subject.body))
        void_unless(allowed, "role")

    def judge_withdrawal(self, entry, body):
        kinds = ("request", "policy", "approval", "break-glass", "delegation")
        subject = self.named(body["subject"], kinds, "subject")
        if subject.kind in ("request", "policy"):
            void_unless(not subject.closed and self.is_open(subject, entry.time), "not_open")
        void_unless(subject.by == entry.by, "not_author")

    def judge_role(self, entry, name, default, services):
        """Remembers the role, for those who approve this entry later."""
        entry.role, entry.services = self.rules.governance(name, default), services
        void_unless(self.rules.holds(entry.by, entry.role, services), "role")

    def judge_break_glass(self, entry, body):
        request = self.named(body["request"], ("request",), "request_unknown").body
        self.judge_role(entry, "break_glass", "admin", services_of(request))
        breakable = self.rules.env(request["to"], "gates", "breakable") or []
        void_unless(set(body["gates"]) <= set(breakable), "gates_not_breakable")

    def judge_freeze(self, entry, body):
        self.judge_role(entry, "freeze", "release-manager", body.get("services", []))

    def judge_thaw(self, entry, body):
        freeze = self.named(body["freeze"], ("freeze",), "freeze_unknown")
        self.judge_role(entry, "freeze", "release-manager", freeze.body.get("services", []))

    def judge_adopt(self, entry, body):
        self.judge_role(entry, "adopt", "release-manager", [body["item"]["service"]])

    def judge_incident(self, entry, body):
        if "request" in body:
            self.named(body["request"], ("request",), "request_unknown")

    def judge_start(self, entry, body):
        request = self.named(body["request"], ("request",), "request_unknown")
        self.judge_may(entry, request.body)
        void_unless(body["lease"]["fence"] == entry.number, "fence")
        void_unless(ends_within(entry.time, body["lease"]["until"], DAY), "lease")
        entry.request = request
        entry.renewed = self.renewed_start(entry)
        if not entry.renewed:
            broken = self.gates_broken(request)
            void_unless(self.is_open(request, entry.time), "not_open")
            void_unless("approvals" in broken or self.approved(request, entry.time), "approvals")
            frozen = self.frozen(request.body, entry.time)
            void_unless("freeze" in broken or self.is_plain(request.body) or not frozen, "frozen")
        held = {(start.request.body["to"], service)
                for start in self.live_starts(entry.time) if start is not entry.renewed
                for service in services_of(start.request.body)}
        wanted = {(request.body["to"], service) for service in services_of(request.body)}
        void_unless(not held & wanted, "lease_held")

    def judge_finish(self, entry, body):
        void_unless(body["outcome"] in ("succeeded", "failed", "cancelled"), "outcome")
        start = self.named(body["start"], ("start",), "start_unknown")
        void_unless(not start.finished, "start_finished")
        over = entry.time >= seconds(start.body["lease"]["until"])
        void_unless(entry.by == start.by or (over and entry.by in self.rules.people),
                    "not_holder")

    # What starts ask

    def live_starts(self, time_):
        return [start for start in self.starts
                if time_ < seconds(start.body["lease"]["until"])]

    def renewed_start(self, entry):
        """The live start that this one renews, or None."""
        for start in self.live_starts(entry.time):
            same_plan = start.body["plan"] == entry.body["plan"]
            if start.by == entry.by and start.request is entry.request and same_plan:
                return start
        return None

    def is_plain(self, request):
        return request["direction"] == "rollback" and all(
            (request["to"], canonical(item)) in self.succeeded for item in request["items"])

    def approval_rules(self, request):
        """The approvals rules that apply to a request."""
        to, rules = request["to"], None
        if self.is_plain(request):
            rules = self.rules.env(to, "rollback", "approvals")
        else:
            if "lane" in request:
                rules = self.rules.env(to, "lanes", request["lane"], "gates", "approvals")
            if rules is None:
                rules = self.rules.env(to, "gates", "approvals")
        flags = request.get("flags", [])
        return [rule for rule in rules or [] if "when" not in rule or rule["when"] in flags]

    def standing_approvers(self, subject, time_):
        return {one.by for one in self.approvals.get(subject.hash, [])
                if not one.withdrawn and not one.dead and time_ < seconds(one.body["expires"])}

    def approved(self, request, time_):
        approvers = self.standing_approvers(request, time_)
        services = services_of(request.body)
        return all(
            sum(self.rules.holds(person, rule["role"], services) for person in approvers)
            >= rule["count"] for rule in self.approval_rules(request.body))

    def gates_broken(self, request):
        return {gate for one in self.broken_glass.get(request.hash, [])
                if not one.withdrawn and not one.dead for gate in one.body["gates"]}

    def frozen(self, request, time_):
        for freeze in self.freezes:
            body = freeze.body
            ended = "until" in body and time_ >= seconds(body["until"])
            named = "services" not in body or set(body["services"]) & set(services_of(request))
            if not freeze.thawed and not ended and request["to"] in body["environments"] and named:
                return True
        return False

    # Effects

    def take_effect(self, entry):
        effect = getattr(self, "effect_of_" + entry.kind.replace("-", "_"), None)
        if effect:
            effect(entry, entry.body)

    def effect_of_genesis(self, entry, body):
        self.workspace = entry.statement["workspace"]
        entry.rules = Rules(body["rules"])
        self.force, self.rules = entry, entry.rules
        self.remember_keys()

    def remember_keys(self):
        self.ever_listed |= {(handle, blob) for blob, handle in self.rules.owners.items()}

    def effect_of_policy(self, entry, _body):
        self.policies.append(entry)
        self.put_in_force_when_signed(entry, entry.time)

    def effect_of_approval(self, entry, body):
        self.approvals.setdefault(body["subject"], []).append(entry)
        subject = self.by_hash[body["subject"]]
        if subject.kind == "policy" and not subject.closed and subject is not self.force:
            self.put_in_force_when_signed(subject, entry.time)

    def put_in_force_when_signed(self, policy, time_):
        signers = self.standing_approvers(policy, time_) | {policy.by}
        if sum(map(self.rules.is_admin, signers)) < self.rules.admins_needed:
            return
        old, self.force, self.rules = self.rules, policy, policy.rules
        for pending in self.policies:
            pending.closed = pending.closed or pending is not policy
        self.policies = [policy]
        self.remember_keys()
        self.close_touched_requests(old, time_)
        self.drop_removed_keys()

    def close_touched_requests(self, old, time_):
        running = {start.request.hash for start in self.live_starts(time_)}
        for request in self.requests:
            if request.hash not in running and old.touches(self.rules, request.body):
                request.closed = True
        self.requests = [one for one in self.requests if not one.closed]

    def drop_removed_keys(self):
        for entries in [*self.approvals.values(), *self.broken_glass.values()]:
            for entry in entries:
                entry.dead = entry.dead or not self.rules.lists(entry.by, entry.key)
        for one in self.delegations:
            listed = one.delegated in self.rules.owners
            one.closed = one.closed or listed or not self.rules.lists(one.by, one.key)

    def effect_of_delegation(self, entry, _body):
        self.delegations.append(entry)

    def effect_of_request(self, entry, _body):
        self.requests.append(entry)

    def effect_of_rejection(self, _entry, body):
        subject = self.by_hash[body["subject"]]
        if subject.kind == "request":
            subject.closed = True

    def effect_of_withdrawal(self, _entry, body):
        subject = self.by_hash[body["subject"]]
        subject.closed = subject.withdrawn = True

    def effect_of_break_glass(self, entry, body):
        self.broken_glass.setdefault(body["request"], []).append(entry)

    def effect_of_start(self, entry, _body):
        if entry.renewed:
            entry.renewed.finished = True
            self.starts.remove(entry.renewed)
        self.starts.append(entry)
        started = entry.request
        services = set(services_of(started.body))
        for other in self.requests:
            same = other.body["to"] == started.body["to"]
            if other.number < started.number and same and services & set(services_of(other.body)):
                other.closed = True
        self.requests = [one for one in self.requests if not one.closed]

    def effect_of_finish(self, _entry, body):
        start = self.by_hash[body["start"]]
        start.finished = True
        self.starts.remove(start)
        if body["outcome"] == "succeeded":
            start.request.closed = True
            for item in start.request.body["items"]:
                self.succeeded.add((start.request.body["to"], canonical(item)))

    def effect_of_freeze(self, entry, _body):
        self.freezes.append(entry)

    def effect_of_thaw(self, _entry, body):
        self.by_hash[body["freeze"]].thawed = True
        self.freezes = [one for one in self.freezes if not one.thawed]

    def effect_of_adopt(self, _entry, body):
        self.adopted.add((body["environment"], canonical(body["item"])))


def services_of(request):
    return [item["service"] for item in request["items"]]


def ends_within(now, end, limit):
    return now < seconds(end) <= now + limit


# ---------------------------------------------------------------- verdict


def read_entries(repository, head, scratch):
    entries = []
    for number, commit in enumerate(repository.chain(head)):
        entry = Entry(number, *commit)
        entry.read_files(repository)
        entries.append(entry)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        whole = [entry for entry in entries if entry.files and max(entry.sizes) <= MAX_FILE]
        list(pool.map(lambda entry: entry.check_signature(scratch), whole))
    return entries


def verify(path, ref, clock):
    """The verdict as printed by --json, and the entries in force."""
    with tempfile.TemporaryDirectory() as scratch:
        repository = open_repository(path, scratch)
        try:
            entries = read_entries(repository, repository.head(ref), scratch)
        finally:
            repository.close()
    ledger, ending = Ledger(clock), {"verdict": "intact"}
    for entry in entries:
        try:
            ledger.append(entry)
        except (Broken, Newer, Ahead) as stop:
            ending = {"verdict": type(stop).__name__.lower(),
                      "broken_at": entry.number, "rule": str(stop)}
            break
    in_force = ledger.entries
    ending["entries"] = len(in_force)
    ending["head"] = in_force[-1].hash if in_force else NO_HASH
    ending["void"] = [{"number": one.number, "reason": one.void} for one in in_force if one.void]
    return ending, in_force


def render(result, entries):
    """The verdict in words. Messages prove nothing; those that differ are named."""
    lines = []
    for one in result["void"]:
        lines.append("Entry %d is void: %s." % (one["number"], one["reason"]))
    for entry in entries:
        message = entry.message.decode("utf-8", "replace").rstrip("\n")
        if message != entry.expected_message():
            lines.append("Entry %d: the commit message differs." % entry.number)
    if result["verdict"] != "intact":
        lines.append("%s at entry %d: %s. Nothing from there on counts." % (
            result["verdict"].capitalize(), result["broken_at"], result["rule"]))
        lines.append("In force before it: %d entries, head %s." % (
            result["entries"], result["head"]))
    else:
        lines.append("Intact: %d entries, head %s." % (result["entries"], result["head"]))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("ledger", metavar="REPO_OR_BUNDLE")
    parser.add_argument("--ref", default=BRANCH)
    parser.add_argument("--at", metavar="TIME", help="the clock, as 2026-11-21T09:30:00Z")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    try:
        clock = seconds(wanted.at) if wanted.at else int(time.time())
        result, entries = verify(wanted.ledger, wanted.ref, clock)
    except (Unreadable, OSError, ValueError) as failure:
        print("The ledger cannot be read. %s" % failure, file=sys.stderr)
        return 3
    if wanted.json:
        print(json.dumps(result, sort_keys=True))
    else:
        print(render(result, entries))
    return 0 if result["verdict"] == "intact" else 5


if __name__ == "__main__":
    sys.exit(main())
