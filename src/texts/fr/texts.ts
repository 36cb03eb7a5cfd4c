import type { PluginTexts } from '../en/texts.ts';
import type { Host, HostWords } from '../host.ts';
import { contractNameIn } from '../tariffs.ts';
import { frenchConfig } from './config.ts';
import { frenchHosts } from './host.ts';
import { frenchNumber } from './numbers.ts';
import { frenchShare } from './share.ts';
import { frenchTariffs } from './tariffs.ts';
import { duration } from './times.ts';
import { frenchDisk, frenchTroubles } from './troubles.ts';

/** The texts of the plugin itself, in French. @param by phrases that differ with what runs the service */
const textsOf = (by: HostWords): PluginTexts => ({
  number: frenchNumber,
  tariffs: frenchTariffs,
  share: frenchShare,
  config: frenchConfig(by),
  troubles: frenchTroubles(by),
  platform: {
    defect: (says) =>
      `Quelque chose est cassé dans ${by.program} ; le reste continue. Merci de le signaler, avec ces lignes : ${says}`,
  },
  meter: {
    meterNote: (name, says) => `${name} : ${says}`,
  },
  contract: {
    ofMeter: (name, says) => `${name} : ${says.charAt(0).toLowerCase()}${says.slice(1)}`,
    hours: ({ before, offPeak, isTold, fromDay, season }) => {
      const day = fromDay === undefined ? undefined : dayAndMonth(fromDay);
      const now = isTold
        ? `deviennent${day ? `, à partir du ${day},` : ''} ${hours(offPeak)}`
        : `sont${day ? `, depuis le ${day},` : ' maintenant'} ${hours(offPeak)}, d’après une journée entière observée`;
      const ofSeason = season ? ` Ce sont celles de ${frenchTariffs.seasons[season]}.` : '';
      return `Les heures creuses du contrat ${now} (avant : ${hours(before)}).${ofSeason}`;
    },
    contract: ({ before, contract }) =>
      `Le contrat est maintenant ${contractName(contract)} (avant : ${contractName(before)}).`,
    subscribed: ({ beforeVA, subscribedVA }) =>
      `La puissance souscrite est maintenant de ${frenchNumber(subscribedVA / 1000)} kVA (avant : ${frenchNumber(beforeVA / 1000)} kVA).`,
    meter: ({ before, address }) =>
      `Un autre compteur répond : son adresse se termine par ${address}, celle du précédent par ${before}. Ce qui avait été appris du contrat repart de zéro.`,
    message: ({ text }) => `Le compteur affiche un message : « ${text} »`,
    colour: ({ told, counted }) =>
      `Le compteur dit que le jour est ${colours[told]}, mais le compte comme un jour ${colours[counted]}. Comparez la facture de ce jour, et demandez au besoin à votre fournisseur.`,
    register: ({ named, moving }) =>
      `Le compteur dit compter dans l’index ${named}, mais c’est ${moving} qui avance. Comparez la facture avec les index, et demandez au besoin à votre fournisseur.`,
  },
  homekit: {
    tile: {
      power: (meter) => `${meter} Puissance`,
      current: (meter) => `${meter} Intensité`,
      injection: (meter) => `${meter} Injection`,
    },
    phase: (meter, phase) => `${meter} Phase ${phase}`,
    added: (name) => `Nouveau dans l’app Maison : ${name}.`,
    noInjection: (name) =>
      `${name} n’a rien à montrer dans l’app Maison, qui affiche « Pas de réponse » : ce compteur ne dit pas ce que la maison injecte. Celui d’un producteur le dit, en mode standard. Si vous n’êtes pas producteur, retirez la tuile des réglages ; un capteur avec « when » : « surplus » estime ce que donnent des panneaux.`,
    noVoltage: (name) =>
      `${name} n’est ni actif ni désactivé, et l’app Maison le montre inactif : ce compteur ne dit pas la tension. Un Linky la dit en mode standard : demandez à votre fournisseur d’y faire passer sa sortie TIC. Tout ce qui lit aussi cette sortie doit alors connaître ce mode.`,
    removed: (name) => `Retiré de l’app Maison, car il n’est plus dans les réglages : ${name}.`,
    notAdded: (name, reason) =>
      `Absent de l’app Maison : ${name}, que Homebridge n’a pas accepté (${reason}). Un pont porte au plus 149 accessoires. Retirez-en quelques-uns, ou faites fonctionner cette extension dans un pont enfant, qui est un pont à lui seul ; puis redémarrez Homebridge. Tous les autres fonctionnent.`,
  },
  matter: {
    tooOld:
      'Matter demande Homebridge 2.2.1 ou plus récent : celui-ci ne sait pas mesurer l’électricité dans Matter. L’app Maison a tout de même le compteur.',
    noMeterType:
      'Ce Homebridge n’a pas encore le type d’appareil de Matter pour les compteurs. Avec « matter » : « meter », un compteur est d’ici là un capteur électrique, et le reste ensuite.',
    staysSensor: (name) =>
      `${name} : il reste un capteur électrique dans Matter bien que les réglages disent « matter » : « meter », pour garder sa pièce. Pour en faire un compteur, mettez « off », redémarrez Homebridge, mettez « meter », et redémarrez-le encore.`,
    ownNodes:
      'Ce Homebridge sait montrer un compteur dans Matter à côté du pont plutôt que derrière lui. Cette version de l’extension ne le fait pas encore : une plus récente le fera peut-être.',
    removed: (name) => `Retiré de Matter, car il n’est plus dans les réglages : ${name}.`,
    staysOn: (name) =>
      `${name} : la prise dans Matter reste allumée. Elle représente le compteur, qui ne s’éteint pas ; avec « matter » : « electricalSensor » dans les réglages, elle n’a pas d’interrupteur.`,
    failing: (name, reason) => `${name} : Homebridge refuse son accessoire Matter (${reason}).`,
  },
  readingShare: {
    neverHeard: (sinceStartMs) =>
      `Rien n’est encore venu du compteur, ${duration(sinceStartMs)} après le démarrage. Le journal de ${by.program} dit pourquoi.`,
    silent: (silentMs) => `Le compteur se tait depuis ${duration(silentMs)}. Le journal de ${by.program} dit pourquoi.`,
    noPrices: 'Ce compteur n’a pas de prix dans les réglages.',
    pricesBegin: (from) => `Les prix des réglages commencent le ${from}.`,
    clockNotSet: 'L’horloge de cette machine n’est pas encore à l’heure.',
    priceUnknown: {
      colour: 'La couleur du jour n’est pas connue : le compteur ne l’a pas dite depuis le démarrage.',
      offPeak:
        'Les heures creuses ne sont pas encore connues : le compteur les annonce ou les montre en un jour ou deux. D’ici là, les heures à côté du prix de HC dans les réglages suffisent.',
      peak: 'On ne sait pas si c’est une heure de pointe (EJP) : le compteur n’a pas dit celles d’aujourd’hui. Les prix sont donnés pour les dates dont il les dit.',
      hours:
        'On ne sait pas quelle est la période tarifaire en cours : les heures à côté des prix dans les réglages ne le disent pas.',
    },
    noSuchPath: 'Il n’y a rien ici. La mesure est au chemin /, les prix aux chemins /prices et /forecast.',
    readOnly: 'La mesure peut seulement être lue, par GET ou HEAD.',
    otherHost:
      'Demandez par l’adresse IP de cette machine, ou par un nom que lui donne votre réseau : les noms d’Internet sont refusés, pour qu’aucune page web ne puisse lire ce que consomme la maison.',
  },
  journal: {
    /** What is wrong with the disk of the history: a clause that ends with a full stop, and what to do. */
    disk: frenchDisk(by),
    closed: 'l’historique est fermé, car le programme s’arrête.',
    clockUnsure: 'l’horloge de cette machine n’est pas à l’heure, ou un compteur donne un autre jour.',
    unfitImport: 'une valeur est hors limites, ou seule une version plus récente l’accepte.',
    rescued: {
      gone: (path) =>
        `L’historique ${path} a été perdu. Ce qui est montré vient de la seconde copie, à côté : les jours, les fichiers importés et le contrat, sans les courbes. Au prochain démarrage de ${by.program}, l’historique en sera refait.`,
      damaged: (path) =>
        `${path} est abîmé. Sont montrés ce qui peut encore y être lu, et ce que contient sa seconde copie. La réparation se fait dès que ${by.program} le remarque, au plus tard à son prochain démarrage.`,
    },
  },
  influx: {
    heard: (url, says) => `InfluxDB sur ${url} : ${says}`,
  },
});

/** The texts of what runs the service. */
export const textsFor = (host: Host): PluginTexts => textsOf(frenchHosts[host]);

const colours = { blue: 'bleu', white: 'blanc', red: 'rouge' };

function contractName(written: string): string {
  return contractNameIn(frenchTariffs, written) ?? written;
}

/** Hours of a day as `ContractCalendar` writes them. */
function hours(written: string): string {
  if (written === '00:00-00:00') return 'toute la journée';
  return written === '' ? 'aucune' : written.replaceAll('-', '–').replaceAll(',', ', ');
}

/** A date without its year, `10 décembre`, from the days since 1970-01-01. */
function dayAndMonth(day: number): string {
  const date = new Date(day * 86_400_000).toLocaleString('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'long' });
  return date.replace(/^1 /, '1er ');
}
