import type { Language } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { startMeterAtSpeed } from '../../testbed/meter/meter-at-speed.ts';
import { openPty } from '../../testbed/meter/pty.ts';
import { readAtOtherSpeed } from '../../testbed/meter/wrong-speed.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { groupsAt } from './bridge-to-house.ts';
import type { Camera } from './camera.ts';
import { FAMILY, momentsOfPictures } from './photographed-house.ts';
import { USB } from './replaced-names.ts';
import { closedPorts } from './special-pictures.ts';

const STANDARD_BAUDS = 9600;
/** About the time that a frame takes on the line. */
const FRAME_MS = 1_000;

/** What a user sees while setting up the meter, in order. */
export async function firstRun(camera: Camera, language: Language): Promise<void> {
  const { opened, shoot } = camera;
  const { eveningMs } = momentsOfPictures();
  const texts = pageTextsIn[language];
  await using ui = await startUi({ language, aheadMs: eveningMs - Date.now() });
  await using meter = await startMeterAtSpeed(encodeFrame(groupsAt(eveningMs, FAMILY), 'standard'), STANDARD_BAUDS);
  await using settings = await opened(ui, {}, [[USB, meter.port]]);
  const { frame } = settings;
  const press = (name: string) => frame.getByRole('button', { name, exact: true }).click();

  await frame.getByText(USB).waitFor();
  if (language === 'fr') await shoot(settings, 'first-run.fr');
  await press(texts.port.listen);
  await frame.getByText(texts.port.hearing.heard).waitFor();
  await shoot(settings, `heard.${language}`);
  await troubles(camera, ui, eveningMs, language);
  if (language === 'en') return;

  for (const step of ['home', 'influx', 'ready'] as const) {
    await press(texts.guide.next);
    await frame.getByRole('heading', { name: texts.guide.steps[step] }).waitFor();
    await shoot(settings, `${step}.fr`);
  }
  await closedPorts(camera, ui);
}

/** The texts about the usual problems of a line. */
async function troubles({ opened, shoot }: Camera, ui: Ui, eveningMs: number, language: Language): Promise<void> {
  const frame = encodeFrame(groupsAt(eveningMs, FAMILY), 'standard');
  const lines = {
    ...(language === 'fr' && { silent: undefined }),
    'wrong-speed': readAtOtherSpeed(frame, 2 / 3),
    parity: frame.map((byte, at) => (at % 40 === 17 ? byte ^ 0x40 : byte)),
  };
  for (const [name, bytes] of Object.entries(lines)) {
    await using pty = await openPty();
    const repeat = setInterval(() => bytes && pty.write(bytes).catch(() => {}), FRAME_MS);
    await using settings = await opened(ui, {}, [[USB, pty.pluginSide]]);
    await settings.frame.getByText(USB).waitFor();
    await settings.frame.getByRole('button', { name: pageTextsIn[language].port.listen, exact: true }).click();
    await settings.frame.locator('.hearing .card-flat').waitFor({ timeout: 200_000 });
    clearInterval(repeat);
    await shoot(settings, `${name}.${language}`);
  }
}
