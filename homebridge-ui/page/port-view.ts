import type { PortChoice } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, type Choice, field, radioChoices } from './elements.ts';
import { listenView } from './listen-view.ts';
import { isSetUp, metersOf, withMeter } from './model/config-block.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

/** The one of the demo houses that tells most. */
const DEMO = 'demo:standard';

/** How an address of a bridge begins: nothing is wrong with it while nothing was typed. */
const BRIDGE = 'tcp://';

/**
 * Where one meter is plugged in: the ports of the machine, a bridge, the demo house, or anything else; and what is heard
 * there.
 * @param told the button that listens, and whether the meter was heard well, each time that this changes
 */
export function portView(
  page: Page,
  index: number,
  legend: string,
  told?: (listen: HTMLButtonElement, isHeard: boolean) => void,
): HTMLElement {
  const { settings, words, ask } = page;
  const texts = words.texts.port;
  const list = h('div');
  const hearing = listenView(
    page,
    () => metersOf(settings.block)[index],
    (isHeard) => told?.(hearing.button, isHeard),
  );
  void look();
  return h(
    'section',
    { class: 'port' },
    list,
    h('p', { class: 'buttons' }, hearing.button, button(texts.again, look, 'btn-link')),
    hearing.element,
  );

  async function look(): Promise<void> {
    setChildren(list, h('p', { class: 'quiet' }, texts.looking));
    const found = await ask('/ports', {}).catch(failureReason);
    const ports = typeof found === 'string' ? [] : found;
    // The first meter is most likely on what is plugged in; of another one, only the household knows.
    if (index === 0 && !isSetUp(settings.block) && ports[0]?.plugged !== undefined) choose(ports[0].path);
    const trouble = typeof found === 'string' ? found : ports.length === 0 ? texts.none : undefined;
    setChildren(
      list,
      radioChoices(legend, [...ports.map(choiceOf), ...others()], kindOf(port(), ports), chooseKind),
      trouble !== undefined && h('p', { class: 'quiet', role: 'status' }, trouble),
    );
  }

  function port(): string {
    return metersOf(settings.block)[index]?.port ?? '';
  }

  function choose(typed: string): void {
    hearing.forget();
    const path = typed.trim();
    settings.edit((block) => withMeter(block, index, 'port', path === BRIDGE ? '' : path));
  }

  function others(): readonly Choice[] {
    const isBridge = port().startsWith('tcp:');
    const bridge = field(texts.address, isBridge ? port() : BRIDGE, choose, {}, texts.networkHint);
    const path = field(texts.path, port(), choose, { placeholder: '/dev/ttyUSB0' });
    return [
      { value: 'network', title: texts.network, more: bridge },
      { value: 'demo', title: texts.demo, hint: texts.demoHint },
      { value: 'other', title: texts.other, more: path },
    ];
  }

  function chooseKind(value: string): void {
    if (value === 'demo') choose(DEMO);
    else if (value === 'network' || value === 'other') typedIn(value);
    else choose(value);
  }

  /** What stands in the field of a choice counts from the moment it is chosen. */
  function typedIn(value: string): void {
    const input = list.querySelector(`.choice:has(input[value="${value}"]) .field input`);
    if (input instanceof HTMLInputElement) choose(input.value);
  }
}

function choiceOf({ path, plugged }: PortChoice): Choice {
  return plugged === undefined ? { value: path, title: path } : { value: path, title: plugged, hint: path };
}

function kindOf(port: string, ports: readonly PortChoice[]): string | undefined {
  if (port === '') return undefined;
  if (ports.some(({ path }) => path === port)) return port;
  if (port.startsWith('tcp:')) return 'network';
  return port.startsWith('demo') ? 'demo' : 'other';
}
