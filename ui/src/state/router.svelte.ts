import { format, parse, type Route } from "../routes";

/** Which screen is shown; the address after `#` says it, so back and forward work. */
export class Router {
  route: Route = $state.raw(parse(window.location.hash) ?? { screen: "board" });

  /** Follows the address until the answer is called. */
  follow(): () => void {
    const changed = (): void => {
      this.route = parse(window.location.hash) ?? { screen: "board" };
    };
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }

  /** Shows a screen. */
  go(route: Route): void {
    window.location.hash = format(route);
    this.route = route;
  }

  /** Shows what a link means, if it means something. */
  open(link: string): void {
    const route = parse(link);
    if (route !== null) this.go(route);
  }
}
