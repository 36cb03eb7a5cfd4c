import { setTimeout as delay } from 'node:timers/promises';
import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import { ui as frUi } from '../../src/texts/fr/ui.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { pluginStatus } from '../../testbed/homebridge/plugin-status.ts';
import { loseServer } from '../../testbed/homebridge/settings-in-browser.ts';
import { type Camera, SETTLED_MS } from './camera.ts';
import { type Names, USB } from './replaced-names.ts';

/**
 * Ports that are busy or forbidden. The answers are fixed, because no port is busy or forbidden for root, who takes the
 * pictures.
 */
export async function closedPorts({ opened, shoot }: Camera, ui: Ui): Promise<void> {
  const { busy, forbidden } = frUi.trouble;
  const holders = [{ pid: 812, name: 'python3 teleinfo.py', kind: 'other' }] as const;
  const says = {
    busy: busy(USB, { holders }),
    rights: forbidden(USB, { user: 'homebridge', group: 'dialout', remedy: 'join' }),
  };
  for (const [name, why] of Object.entries(says)) {
    await using settings = await opened(ui, {}, [], { '/listen': { ok: false, says: [why] } });
    await settings.frame.getByText(USB).waitFor();
    await settings.frame.getByRole('button', { name: fr.port.listen, exact: true }).click();
    await settings.frame.locator('.hearing .card-flat').waitFor();
    await shoot(settings, `${name}.fr`);
  }
  await using settings = await opened(ui, { width: 390 }, []);
  await settings.frame.getByText(USB).waitFor();
  await shoot(settings, 'first-run-phone.fr');
  await settings.frame.getByLabel(fr.port.other).check();
  await settings.frame.getByLabel(fr.port.path).fill('ttyUSB0');
  await settings.frame.getByText(fr.problems.title).waitFor();
  await shoot(settings, 'problem-phone.fr');
}

/** A house with an overload, and a barn whose meter is silent. */
export async function twoMeters({ opened, shoot }: Camera, ui: Ui, names: Names): Promise<void> {
  const status = await pluginStatus(ui.storage);
  const nowMs = Date.now() + ui.aheadMs;
  const [house] = status.meters;
  if (!house?.lastReading) throw new Error('the house says nothing');
  const power = { apparentPowerVA: 9_680, activePowerW: 9_540, activePowerErrorW: 110 };
  const over = { ...power, currentA: { 1: 42 }, overload: true };
  const meters = [
    { ...house, name: 'Maison', lastReading: { ...house.lastReading, ...over } },
    { ...house, slug: 'grange', name: 'Grange', ageMs: 190_000 },
  ];
  for (const dark of [false, true]) {
    const told = { '/status': { nowMs, status: { ...status, meters }, troubles: [], news: [] } };
    await using settings = await opened(ui, { dark }, names, told);
    await settings.frame.locator('.curve canvas').waitFor();
    await delay(SETTLED_MS);
    await shoot(settings, dark ? 'two-meters-dark.fr' : 'two-meters.fr');
    if (dark) continue;
    await loseServer(settings, fr.unanswered);
    await settings.frame.getByText(fr.live.lost).first().waitFor();
    await shoot(settings, 'offline.fr');
  }
}
