import { h } from './dom.ts';

export interface Tab {
  readonly title: string;
  readonly panel: HTMLElement;
  /** It came into view; what is given ends that. */
  enter?(): () => void;
}

export interface TabsView {
  readonly element: HTMLElement;
  select(index: number): void;
  /** Selects it, and has the keyboard go on from there. */
  goTo(index: number): void;
}

/** One panel at a time. The arrow keys go from tab to tab (ARIA Authoring Practices, tabs). */
export function tabsView(tabs: readonly Tab[], selected = 0): TabsView {
  const buttons = tabs.map(({ title }, index) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${index}`,
        'aria-controls': `panel-${index}`,
        click: () => select(index),
      },
      title,
    ),
  );
  const panels = tabs.map(({ panel }, index) =>
    h('div', { role: 'tabpanel', id: `panel-${index}`, 'aria-labelledby': `tab-${index}` }, panel),
  );
  let leave: (() => void) | undefined;
  let current = -1;
  const list = h(
    'div',
    { role: 'tablist', class: 'tabs', keydown: (event) => move(event as KeyboardEvent) },
    ...buttons,
  );
  select(selected);
  return { element: h('div', {}, list, ...panels), select, goTo };

  function select(index: number): void {
    if (index === current) return;
    leave?.();
    current = index;
    for (const [at, tab] of buttons.entries()) {
      tab.setAttribute('aria-selected', String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
    }
    for (const [at, panel] of panels.entries()) panel.hidden = at !== index;
    leave = tabs[index]?.enter?.();
  }

  function move({ key }: KeyboardEvent): void {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    goTo((current + by + tabs.length) % tabs.length);
  }

  function goTo(index: number): void {
    select(index);
    buttons[index]?.focus();
  }
}
