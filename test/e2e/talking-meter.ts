import { historiqueGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { startPtyMeter } from '../../testbed/meter/pty-meter.ts';

/** A meter on a pseudo-terminal that sends a frame of the demo house again and again. */
export async function talkingMeter() {
  const meter = await startPtyMeter();
  meter.say(historiqueGroups(household(1), '012345678901', Date.now()), 'historique');
  return meter;
}
