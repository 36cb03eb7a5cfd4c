/** Every text that a user sees, in English. Its shape is the one that each other language fills whole. */
export const en = {
  config: {},
  meter: {
    found: (name: string, port: string, mode: string) => `${name}: the meter on ${port} answers, in ${mode} mode.`,
    back: (name: string, silentMs: number) => `${name}: the meter is back after ${duration(silentMs)}.`,
    reading: (name: string, says: string) => `${name}: ${says}`,
    trouble: {
      missing: (name: string, port: string, _reason: string) =>
        `${name}: there is no ${port}. Is the USB adapter plugged in, and is this its name? Trying again, quietly, until it is there.`,
      forbidden: (name: string, port: string, _reason: string) =>
        `${name}: no right to open ${port}. Add the user that runs Homebridge to the group dialout (sudo usermod -aG dialout homebridge) and restart. Trying again, quietly.`,
      busy: (name: string, port: string, _reason: string) =>
        `${name}: another program has ${port}. Stop it (a console on this port, another reader of the meter). Trying again, quietly.`,
      unreachable: (name: string, port: string, reason: string) =>
        `${name}: ${port} does not answer (${reason}). Is the bridge on, and are its address and port right? Trying again, quietly.`,
      gone: (name: string, port: string, _reason: string) =>
        `${name}: ${port} went away while it was read: unplugged, or closed from the other side. Trying again, quietly, until it is back.`,
      other: (name: string, port: string, reason: string) =>
        `${name}: ${port} cannot be read (${reason}). Trying again, quietly.`,
      silent: (name: string, port: string, _reason: string) =>
        `${name}: nothing comes from the meter on ${port}. Check the two wires on I1 and I2, and that the meter's TIC output is on. Listening on, quietly.`,
      unreadable: (name: string, port: string, _reason: string) =>
        `${name}: something comes on ${port}, but it is not a meter's frames. Check the mode in the settings, the wires on I1 and I2, and the resistor of the optocoupler. Listening on, quietly.`,
    },
    poorLine: (name: string, percent: number, mostly: string) =>
      `${name}: ${percent} % of what the meter says arrives damaged and is left out (mostly: ${faults[mostly] ?? mostly}). Check the wires on I1 and I2, the resistor of the optocoupler, and the length of the cable.`,
    goodLine: (name: string) => `${name}: what the meter says arrives whole again.`,
  },
  homekit: {},
  journal: {},
  influx: {},
};

export type Texts = typeof en;

/** The reasons for which a group is refused, in words. */
const faults: { readonly [kind: string]: string } = {
  parity: 'parity errors, as noise on the line makes them',
  checksum: 'wrong checksums, as noise on the line makes them',
  malformed: 'lost or garbled characters',
  form: 'values that cannot be',
  overlong: 'lost ends of lines',
};

/** A length of time in its two largest units. */
function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}
