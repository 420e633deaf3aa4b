import type { ReleaseLine, ReleaseView, Signature } from "../generated/types";
import { before } from "./cells";

const SIGNED: Signature = { state: "by", person: "dana", key: "SHA256:uF49mXq0Q" };

const line = (
  service: string,
  version: string,
  days: number,
  live_in: string[],
  more: Partial<ReleaseLine> = {},
): ReleaseLine => ({
  service,
  version,
  tag: service === "web" ? `v${version}` : `${service}-v${version}`,
  commit: "3f9c2e1d88a0b1c2d3e4f5061728394a5b6c7d8e",
  at: before(days * 1440 + 7),
  prerelease: version.includes("-"),
  yanked: false,
  pushed: true,
  signature: SIGNED,
  live_in,
  ...more,
});

/** Every release of the demo, newest first. */
export const RELEASES: readonly ReleaseLine[] = [
  line("web", "4.2.0", 0.03, ["dev"]),
  line("api", "1.10.0-rc.1", 0.1, ["dev"], { pushed: false }),
  line("worker", "0.14.3", 1, ["dev", "staging"]),
  line("api", "1.9.0", 1.3, ["staging"]),
  line("web", "4.1.7", 2, ["staging"], {
    signature: { state: "stranger", key: "SHA256:Zr1k3dWA" },
  }),
  line("api", "1.8.2", 6, ["production"]),
  line("web", "4.1.6", 9, ["production"], { signature: { state: "unsigned" } }),
  line("worker", "0.14.2", 12, ["production"]),
  line("api", "1.8.1", 20, [], {
    yanked: true,
    signature: { state: "bad", reason: "the key was revoked" },
  }),
];

/** One release opened. */
export function releaseView(found: ReleaseLine): ReleaseView {
  const live = found.live_in.length > 0;
  return {
    line: found,
    message: `${found.service} ${found.version}\n\nAdded\n- Split a refund over several payments`,
    notes: "### Added\n\n- Split a refund over several payments (`8c1d04a`)\n",
    places: live
      ? found.live_in.map((place) => `Live in ${place} since 19 Nov 2026, 10:02.`)
      : ["Never deployed."],
    no_withdraw: found.pushed ? "It was pushed and requested." : null,
    no_yank: found.yanked ? "It is yanked already." : live ? "It is live." : null,
    others: RELEASES.filter((one) => one.service === found.service && one !== found).map(
      (one) => one.version,
    ),
  };
}
