import type { Appearance } from "../ipc/generated/types";

/** Draws the window as the appearance says, and as the system says where it leaves that open. */
export class Look {
  appearance: Appearance = $state.raw({ theme: "system", zoom: 100 });
  #systemDark = $state(false);

  /** Whether the dark theme is on. */
  readonly dark = $derived(
    this.appearance.theme === "dark" || (this.appearance.theme === "system" && this.#systemDark),
  );

  /** Follows the system until the answer is called. */
  follow(): () => void {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    const changed = (): void => {
      this.#systemDark = query.matches;
    };
    changed();
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }

  /** Puts it on the document. */
  draw(root: HTMLElement): void {
    root.dataset["theme"] = this.dark ? "dark" : "light";
    root.style.setProperty("--zoom", `${this.appearance.zoom / 100}`);
  }
}
