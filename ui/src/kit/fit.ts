/** Keeps a text field as high as its text, whatever its width; for engines that cannot by style. */
export function fit(field: HTMLTextAreaElement): () => void {
  const grow = (): void => {
    field.style.height = "auto";
    // Its border is not part of the scrolled height.
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  let width = 0;
  const watch = new ResizeObserver(() => {
    if (field.clientWidth === width) return;
    width = field.clientWidth;
    grow();
  });
  watch.observe(field);
  field.addEventListener("input", grow);
  grow();
  return () => {
    watch.disconnect();
    field.removeEventListener("input", grow);
  };
}
