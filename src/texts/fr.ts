import type { Texts } from './en.ts';

/** Every text that a user sees, in French. */
export const fr: Texts = {
  config: {},
  meter: {
    found: (name, port, mode) => `${name} : le compteur répond sur ${port}, en mode ${mode}.`,
    back: (name, silentMs) => `${name} : le compteur est de retour après ${duration(silentMs)}.`,
    reading: (name, says) => `${name} : ${says}`,
    trouble: {
      missing: (name, port) =>
        `${name} : ${port} n’existe pas. L’adaptateur USB est-il branché, et est-ce bien son nom ? Nouveaux essais, sans bruit, jusqu’à ce qu’il soit là.`,
      forbidden: (name, port) =>
        `${name} : pas le droit d’ouvrir ${port}. Ajoutez l’utilisateur de Homebridge au groupe dialout (sudo usermod -aG dialout homebridge), puis redémarrez. Nouveaux essais, sans bruit.`,
      busy: (name, port) =>
        `${name} : un autre programme occupe ${port}. Arrêtez-le (une console sur ce port, un autre lecteur du compteur). Nouveaux essais, sans bruit.`,
      unreachable: (name, port, reason) =>
        `${name} : ${port} ne répond pas (${reason}). La passerelle est-elle allumée, son adresse et son port sont-ils justes ? Nouveaux essais, sans bruit.`,
      gone: (name, port) =>
        `${name} : ${port} a disparu pendant la lecture : débranché, ou fermé de l’autre côté. Nouveaux essais, sans bruit, jusqu’à son retour.`,
      other: (name, port, reason) => `${name} : impossible de lire ${port} (${reason}). Nouveaux essais, sans bruit.`,
      silent: (name, port) =>
        `${name} : rien ne vient du compteur sur ${port}. Vérifiez les deux fils sur I1 et I2, et que la sortie TIC du compteur est active. L’écoute continue, sans bruit.`,
      unreadable: (name, port) =>
        `${name} : quelque chose arrive sur ${port}, mais ce ne sont pas les trames d’un compteur. Vérifiez le mode dans les réglages, les fils sur I1 et I2 et la résistance de l’optocoupleur. L’écoute continue, sans bruit.`,
    },
    poorLine: (name, percent, mostly) =>
      `${name} : ${percent} % de ce que dit le compteur arrive abîmé et est écarté (surtout : ${faults[mostly] ?? mostly}). Vérifiez les fils sur I1 et I2, la résistance de l’optocoupleur et la longueur du câble.`,
    goodLine: (name) => `${name} : ce que dit le compteur arrive de nouveau intact.`,
  },
  homekit: {},
  journal: {},
  influx: {},
};

/** The reasons for which a group is refused, in words. */
const faults: { readonly [kind: string]: string } = {
  parity: 'parités fausses, comme en font les parasites',
  checksum: 'sommes de contrôle fausses, comme en font les parasites',
  malformed: 'caractères perdus ou brouillés',
  form: 'valeurs impossibles',
  overlong: 'fins de ligne perdues',
};

/** A length of time in its two largest units. */
function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} j ${Math.floor((s % 86_400) / 3600)} h`;
}
