import type { PortChoice } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import { h, setChildren } from './dom.ts';
import { button, type Choice, field, radioChoices } from './elements.ts';
import { listenView } from './listen-view.ts';
import { isSetUp, metersOf, withMeter } from './model/config-block.ts';
import type { SettingsPage } from './settings-page.ts';

/** The demo house whose meter sends the most values. */
const DEMO = 'demo:standard';

/** The initial content of the field for a bridge's address; it counts as no port. */
const BRIDGE_PREFIX = 'tcp://';

export interface PortView {
  readonly element: HTMLElement;
  /** Listens to the port as if the button had been pressed, and gives the button the focus. */
  listen(): void;
}

/**
 * Asks for the port of one meter: a port of the machine, a network bridge, the demo house, or a typed path. A button listens to the port.
 * @param index which meter of the settings
 * @param onHeard called each time a meter begins or ceases to be heard well, with the listen button
 */
export function portView(
  page: SettingsPage,
  index: number,
  legend: string,
  onHeard?: (listen: HTMLButtonElement, isHeard: boolean) => void,
): PortView {
  const { settings, words, ask } = page;
  const texts = words.texts.port;
  const list = h('div');
  const listening = listenView(
    page,
    () => metersOf(settings.block)[index],
    (isHeard) => onHeard?.(listening.button, isHeard),
  );
  void findPorts();
  return {
    element: h(
      'section',
      { class: 'port' },
      list,
      h('p', { class: 'buttons' }, listening.button, button(texts.again, findPorts, 'link')),
      listening.element,
    ),
    listen() {
      listening.button.focus();
      listening.button.click();
    },
  };

  async function findPorts(): Promise<void> {
    setChildren(list, h('p', { class: 'quiet' }, texts.looking));
    const found = await ask('/ports', {}).catch(failureReason);
    const ports = typeof found === 'string' ? [] : found;
    // A new user has most likely plugged in one adapter, for the first meter. For further meters the page cannot guess.
    if (index === 0 && !isSetUp(settings.block) && ports[0]?.plugged !== undefined) setPort(ports[0].path);
    const trouble = typeof found === 'string' ? found : ports.length === 0 ? texts.none : undefined;
    setChildren(
      list,
      radioChoices(legend, [...ports.map(portChoice), ...furtherChoices()], selectedChoice(port(), ports), chooseKind),
      trouble !== undefined && h('p', { class: 'quiet', role: 'status' }, trouble),
    );
  }

  function port(): string {
    return metersOf(settings.block)[index]?.port ?? '';
  }

  function setPort(typed: string): void {
    listening.forget();
    const path = typed.trim();
    settings.edit((block) => withMeter(block, index, 'port', path === BRIDGE_PREFIX ? '' : path));
  }

  function furtherChoices(): readonly Choice[] {
    const isBridge = port().startsWith('tcp:');
    const bridge = field(texts.address, isBridge ? port() : BRIDGE_PREFIX, setPort, {}, texts.networkHint);
    const path = field(texts.path, port(), setPort, { placeholder: '/dev/ttyUSB0' });
    return [
      { value: 'network', title: texts.network, more: bridge },
      { value: 'demo', title: texts.demo, hint: texts.demoHint },
      { value: 'other', title: texts.other, more: path },
    ];
  }

  function chooseKind(value: string): void {
    if (value === 'demo') setPort(DEMO);
    else if (value === 'network' || value === 'other') takeTyped(value);
    else setPort(value);
  }

  /** Uses the present text in the field of the choice that was just selected. */
  function takeTyped(value: string): void {
    const input = list.querySelector(`.choice:has(input[value="${value}"]) .field input`);
    if (input instanceof HTMLInputElement) setPort(input.value);
  }
}

function portChoice({ path, plugged }: PortChoice): Choice {
  return plugged === undefined ? { value: path, title: path } : { value: path, title: plugged, hint: path };
}

/** The value of the choice that represents a port; undefined if no port is set. */
function selectedChoice(port: string, ports: readonly PortChoice[]): string | undefined {
  if (port === '') return undefined;
  if (ports.some(({ path }) => path === port)) return port;
  if (port.startsWith('tcp:')) return 'network';
  return port.startsWith('demo') ? 'demo' : 'other';
}
