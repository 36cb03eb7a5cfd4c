/** Acts now, and again `ms` after each end, except while the page is in the background. The returned function stops it. */
export function every(ms: number, act: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  void turn();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };

  async function turn(): Promise<void> {
    if (!document.hidden) await act();
    if (!isOver) timer = setTimeout(turn, ms);
  }
}
