import { h } from './dom.ts';

export interface Tab {
  readonly title: string;
  readonly panel: HTMLElement;
  /** Called when the tab is selected; the function that it returns is called when another tab is selected. */
  enter?(): () => void;
}

export interface TabsView {
  readonly element: HTMLElement;
  select(index: number): void;
  /** Selects a tab and moves the keyboard focus to it. */
  goTo(index: number): void;
}

/** Shows one panel at a time. The arrow keys move between the tabs (ARIA Authoring Practices Guide, tabs pattern). */
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
    { role: 'tablist', class: 'tabs', keydown: (event) => onKey(event as KeyboardEvent) },
    ...buttons,
  );
  select(selected);
  return { element: h('div', {}, list, ...panels), select, goTo };

  function select(index: number): void {
    if (index === current) return;
    leave?.();
    current = index;
    for (const [position, tab] of buttons.entries()) {
      tab.setAttribute('aria-selected', String(position === index));
      tab.tabIndex = position === index ? 0 : -1;
    }
    for (const [position, panel] of panels.entries()) panel.hidden = position !== index;
    leave = tabs[index]?.enter?.();
  }

  function onKey({ key }: KeyboardEvent): void {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    goTo((current + step + tabs.length) % tabs.length);
  }

  function goTo(index: number): void {
    select(index);
    buttons[index]?.focus();
  }
}
