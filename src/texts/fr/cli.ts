import type { cli as english, FaultyPlace } from '../en/cli.ts';
import { LANGUAGES } from '../languages.ts';
import { frenchNumber, lineMode, plural } from './numbers.ts';
import { frenchOffers } from './offers.ts';
import { age, withFirst } from './times.ts';
import { faults } from './troubles.ts';

/** The texts of the command line, in French. */
export const cli: typeof english = {
  about: 'Lit la sortie TIC d’un compteur Linky : valeurs en direct, diagnostic et historique.',
  help: {
    titles: {
      'Usage:': 'Usage :',
      'Arguments:': 'Arguments :',
      'Options:': 'Options :',
      'Commands:': 'Commandes :',
      'Global Options:': 'Options :',
    },
    usage: '[options] COMMANDE',
    more: '\nPORT est un port série (/dev/ttyUSB0), tcp://adresse:port, demo:historique, demo:standard, ou un fichier enregistré.\nPour en savoir plus sur une commande : linky-tic COMMANDE --help',
    version: 'afficher la version',
    help: 'afficher cette aide',
    helpCommand: 'afficher l’aide d’une commande',
    port: 'un port série, tcp://adresse:port, demo, ou un fichier enregistré',
    file: 'fichier',
    folder: 'dossier',
    name: 'nom',
    address: 'adresse',
    language: `la langue des messages : ${LANGUAGES.join(' ou ')}`,
    json: 'du JSON pour les programmes, un objet par ligne',
    watch: {
      about: 'Affiche en direct ce que dit le compteur',
      mode: 'auto, historique ou standard (par défaut : auto)',
      baud: 'la vitesse d’un port série : auto, 1200 ou 9600 (par défaut : auto)',
      raw: 'écrire les octets bruts de la ligne dans un nouveau fichier',
      anonymise: 'y remplacer les numéros du compteur par des numéros inventés',
    },
    doctor: {
      about: 'Dit en clair pourquoi rien n’arrive ; code de sortie 0 si tout va bien',
      mode: 'le mode réglé pour le compteur : auto, historique ou standard (par défaut : auto)',
      baud: 'la vitesse réglée pour son port série : auto, 1200 ou 9600 (par défaut : auto)',
      storage: 'le dossier de Homebridge : vérifie aussi ses réglages et InfluxDB',
    },
    mirror: {
      about: 'Envoie ce que dit le compteur à InfluxDB, à la page de la maison ou par MQTT, sans Homebridge',
      pagePort: 'ouvrir la page de la maison sur ce port (par exemple 8588), avec ou sans InfluxDB',
      pageHost:
        'qui peut l’ouvrir : 127.0.0.1, cette machine seulement ; 0.0.0.0, le réseau de la maison (par défaut : 127.0.0.1)',
      name: 'le nom du compteur, aussi dans InfluxDB (par défaut : Linky)',
      config:
        'les réglages de l’extension, seuls ou dans un config.json, à la place de PORT et des autres options ; avec PORT et --page-port, les prix pour la page',
      storage: 'le dossier de l’historique local (par défaut : $XDG_STATE_HOME/linky-tic ; root : /var/lib/linky-tic)',
    },
    target: {
      url: 'l’adresse d’InfluxDB, comme http://localhost:8086',
      bucket: 'le bucket (InfluxDB 2.x, 3.x, Cloud) ; inutile avec VictoriaMetrics',
      org: 'l’organisation, si nécessaire',
      tokenFile: 'un fichier qui contient le jeton ; ou la variable LINKY_TIC_TOKEN',
      database: 'la base (InfluxDB 1.x), à la place d’un bucket',
      retentionPolicy: 'sa politique de rétention, si ce n’est pas celle par défaut',
      username: 'son utilisateur',
      passwordFile: 'un fichier qui contient le mot de passe ; ou la variable LINKY_TIC_PASSWORD',
      noLiteral: 'ne pas envoyer les trames brutes (linky_tic)',
    },
    history: {
      about: 'Affiche l’historique local en tableau, CSV ou line protocol',
      since: 'jusqu’où remonter : 2h, 7j, 4s, 1a, 2026-11-25 (par défaut : 1j ; par jour, mois ou année : tout)',
      by: 'par minute, hour (heure), day (jour), month (mois) ou year (année), à l’heure de Paris (par défaut : hour)',
      cost: 'avec les euros, selon les prix des réglages de l’extension ; avec --by day, month ou year',
      config:
        'où sont les prix : les réglages de l’extension, seuls ou dans un config.json (par défaut : config.json à côté de l’historique local)',
      format: 'table, csv, ou line : les points envoyés à InfluxDB (par défaut : table)',
      storage: 'le dossier de l’historique local : celui de Homebridge, ou de linky-tic mirror',
      more: '\nPour en savoir plus sur l’une d’elles : linky-tic history import --help',
    },
    import: {
      about: 'Ajoute à l’historique local un fichier de consommation passée ; sans FICHIER, liste les importations',
      file: 'un fichier du compte Enedis ou EDF, ou d’un programme qui obtient les mêmes données d’Enedis',
      argument: '[FICHIER]',
      meter: 'le compteur concerné : son nom dans les réglages (par défaut : le seul)',
      config:
        'où sont les noms et les prix des compteurs : les réglages de l’extension, seuls ou dans un config.json (par défaut : config.json à côté de l’historique local)',
      given: 'FICHIER contient l’énergie injectée, et non soutirée (pour les fichiers qui ne le disent pas)',
      dryRun: 'dire ce qui serait fait, sans rien changer',
      undo: 'retirer l’importation de FICHIER, ou sans FICHIER la dernière importation',
    },
    forget: {
      about: 'Efface ce qui est daté du futur, parce qu’une horloge était en avance',
      later: 'tout ce qui est daté du futur',
      yes: 'l’horloge est juste : effacer même si l’historique va au-delà de l’heure actuelle, comme quand une horloge retarde',
      dryRun: 'dire ce qui serait effacé, sans rien effacer',
    },
    copy: {
      about: 'Copie tout l’historique local dans un fichier, même pendant que l’extension tourne',
      argument: 'FICHIER',
      file: 'un fichier qui n’existe pas encore ; vous seul pourrez le lire',
    },
    offers: {
      about: 'Ce qu’aurait coûté la dernière année en Base, HP/HC et Tempo, aux prix réglementés',
      meter: 'le nom d’un compteur (par défaut : tous)',
      kva: 'comparer pour cette puissance souscrite en kVA, au lieu de celle du compteur',
      hours:
        'comparer HP/HC avec ces heures creuses, au lieu de celles qui sont connues : 22:30-06:30, ou par saison et jour de la semaine',
    },
    send: {
      about: 'Envoie une fois l’historique local à InfluxDB',
      since: 'jusqu’où remonter (par défaut : tout)',
    },
  },
  offers: frenchOffers,
  offersGive: {
    hoursUnknown: 'Indiquez les heures creuses avec --hours, par exemple --hours 22:30-06:30.',
    powerUnknown: 'Indiquez la puissance souscrite avec --kva, par exemple --kva 9.',
    hoursOfTempo:
      'D’autres heures peuvent rendre HP/HC plus cher que Base : demandez à votre fournisseur celles qu’aurait ce logement, et comparez à nouveau avec --hours, par exemple --hours 02:00-07:00,13:00-16:00.',
  },
  usage: {
    seeHelp: (command) => `Voir ${command} --help`,
    unknownCommand: (name) => `La commande « ${name} » n’existe pas.`,
    unknownOption: (flag) => `L’option ${flag} n’existe pas ici.`,
    meant: (name) => ` Vouliez-vous dire ${name} ?`,
    noPort: 'PORT manque : /dev/ttyUSB0, tcp://adresse:port, demo, ou un fichier enregistré.',
    optionMissesValue: (flags) => `${flags} doit être suivi d’une valeur.`,
    tooMany: 'Il y a trop de mots sur cette ligne. Mettez entre guillemets ce qui contient des espaces.',
    oneOf: (flag, names, given) => `${flag} doit être ${names.join(' ou ')}, et non « ${given} ».`,
    kva: (given) => `--kva attend une puissance en kVA, sans décimale, comme 6 ou 9, et non « ${given} ».`,
    hours: (given) =>
      `--hours attend des heures comme 22:30-06:30, ou « 11-01..03-31 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00 », et non « ${given} ».`,
    secret: (flag) =>
      `${flag} n’existe pas, volontairement : tous les programmes de cette machine peuvent lire une ligne de commande. Mettez le secret dans un fichier (${flag}-file), ou dans la variable LINKY_TIC_${flag.slice(2).toUpperCase()}.`,
    notAPort: (given) => `« ${given} » n’est pas un port. ${ports}`,
    noUrl: 'Où est InfluxDB ? Donnez --url http://localhost:8086, ou --config avec les réglages de l’extension.',
    noUrlOrPage:
      'Où est InfluxDB ? Donnez --url http://localhost:8086, ou --config avec les réglages de l’extension ; ou --page-port 8588, pour la page de la maison seulement.',
    pagePort: (given) => `--page-port doit être un nombre entier de 1 à 65535, comme 8588, et non « ${given} ».`,
    pageHostAlone: '--page-host concerne la page de la maison : ajoutez --page-port.',
    bucketOrDatabase:
      'Donnez soit --bucket (InfluxDB 2.x, 3.x, Cloud), soit --database (InfluxDB 1.x), pas les deux. Seul VictoriaMetrics ne demande ni l’un ni l’autre.',
    configAlone:
      '--config remplace le reste : enlevez PORT et les autres options sur le compteur et InfluxDB. PORT ne peut l’accompagner qu’avec --page-port ; les prix viennent alors du fichier.',
    cannotRead: (path, reason) => `Impossible de lire ${path} (${reason}).`,
    emptyFile: (path) => `${path} est vide.`,
    notJson: (path) => `${path} n’est pas du JSON : cherchez une virgule, un guillemet ou une accolade qui manque.`,
    noBlock: (path) => `Il n’y a pas de réglages de la plateforme LinkyTIC dans ${path}.`,
    noMeterIn: (path) => `Il n’y a pas de compteur dans les réglages de ${path} : rien à lire.`,
    noInfluxIn: (path) => `Il n’y a pas d’InfluxDB (influx.url) dans les réglages de ${path} : aucune destination.`,
    nowhereIn: (path) =>
      `Il n’y a ni InfluxDB (influx.url), ni port de la page de la maison (page.port), ni broker MQTT (mqtt.url) dans les réglages de ${path} : rien à faire.`,
    lineAlone: '--format line donne les mesures telles quelles : à utiliser sans --by ni --json.',
    jsonAlone: '--json est un format à part : enlevez --format.',
    costByDay: '--cost porte sur des jours entiers : ajoutez --by day, --by month ou --by year.',
    configForCost: '--config dit où sont les prix : ajoutez --cost.',
    noPrices: (path) =>
      `${path}, où seraient les prix, n’existe pas. Donnez un fichier avec les réglages de l’extension : --config FICHIER.`,
    since: (given) =>
      `--since doit être une durée (90m, 2h, 7j, 4s, 1a) ou une date (2026-11-25, 2026-11-25T18:30), et non « ${given} ».`,
    anonymiseNeedsRaw: '--anonymise concerne le fichier qu’écrit --raw : ajoutez --raw FICHIER.',
  },
  nodeTooOld: (version) => `linky-tic demande Node.js 22.13, 24 ou 26, qui ont SQLite ; ici, c’est ${version}.`,
  broken: (says) => `linky-tic a un défaut ; merci de le signaler : ${says}`,
  reason: {
    ENOENT: 'il n’existe pas',
    EACCES: 'droits insuffisants',
    EPERM: 'droits insuffisants',
    EEXIST: 'il existe déjà',
    EISDIR: 'c’est un dossier',
    ENOTDIR: 'une partie de son chemin n’est pas un dossier',
    ENOSPC: 'le disque est plein',
    EROFS: 'le disque est en lecture seule',
  },
  cannotWrite: (path, reason) => `Impossible d’écrire ${path} (${reason}).`,
  cannotOpen: {
    missing: (port) => `${port} n’existe pas. ${doctor(port)}`,
    forbidden: (port) => `Pas le droit d’ouvrir ${port}. ${doctor(port)}`,
    busy: (port) => `Un autre programme occupe ${port}. ${doctor(port)}`,
    unreachable: (port) => `${port} ne répond pas. ${doctor(port)}`,
    gone: (port) => `${port} a été fermé avant d’envoyer un octet. ${doctor(port)}`,
    unsupported: (port) =>
      `Impossible de lire ${port} : les ports série se lisent sous Linux et macOS seulement. Ailleurs, utilisez une passerelle réseau (tcp://adresse:port).`,
    other: (port, reason) => `Impossible de lire ${port} (${reason}). ${doctor(port)}`,
  },
  readByAll: (path) =>
    `Tous les utilisateurs de cette machine peuvent lire ${path}, et le secret qui s’y trouve : chmod go-rwx ${path}`,
  influx: {
    well: (url, place, server) => `${server} sur ${url} répond et accepte ce qui est écrit dans ${place}.`,
    unrecognised: (url) =>
      `Ce qui répond sur ${url} accepte ce qui est écrit, mais ne dit pas que c’est InfluxDB. Seul un point écrit puis relu peut le montrer : utilisez Tester sur la page de réglages de l’extension. Si un proxy se trouve devant InfluxDB, faites-lui laisser passer /ping ou /health.`,
  },
  mqtt: {
    well: (url, topic) => `Le broker MQTT sur ${url} répond, et accepte ce qui est publié sous ${topic}/.`,
  },
  mirror: {
    begins: (ports, folder, url) =>
      url === undefined
        ? `Ce qu’envoie ${ports} est gardé dans ${folder}, sans InfluxDB.`
        : `De ${ports} vers InfluxDB sur ${url} ; les mesures à envoyer sont gardées dans ${folder}.`,
    noPrices: (meter, file) =>
      `${file} n’a pas de prix pour le compteur « ${meter} » : la page n’affiche donc pas d’euros.`,
    recording: (path) => `${path} est un enregistrement sans heures : ses mesures sont datées de maintenant.`,
    ended: 'Arrêté : tout est envoyé, ou sur le disque.',
  },
  history: {
    mean: 'moyenne VA',
    least: 'mini VA',
    greatest: 'maxi VA',
    greatestAt: 'le',
    given: 'injecté kWh',
    unseen: 'absence kWh',
    imported: 'fichiers kWh',
    subscription: 'abonnement €',
    givenEuros: 'injecté €',
    total: 'Total',
    unpriced: {
      noPrices: (meter, file) =>
        `${meter} : ${file} n’a pas de prix pour ce compteur, donc pas de coûts. Saisissez les prix d’une facture dans les réglages de l’extension (prices).`,
      noPrice: (meter, date) =>
        `${meter} : il n’y a pas encore de prix pour le ${date}, donc pas de coût pour ce qui contient ce jour. Ajoutez le prix de cette époque dans les réglages de l’extension (prices).`,
      noPeriod: (meter, date, period) =>
        `${meter} : les prix du ${date} n’en comportent pas pour la période tarifaire ${period}, donc pas de coût pour ce qui contient ce jour. Ajoutez-le dans les réglages de l’extension (prices).`,
      unknownPeriod: (meter, date) =>
        `${meter} : la période tarifaire d’une partie de l’énergie du ${date} n’est pas connue, et les prix de ce jour en ont plusieurs : pas de coût pour ce qui contient ce jour. Seuls des prix à une seule période valent pour toute l’énergie.`,
      unknownDrawn: (meter, date) =>
        `${meter} : pour le ${date}, un fichier donne l’énergie injectée, et rien n’indique l’énergie soutirée : pas de coût pour ce qui contient ce jour. Importez aussi le fichier de consommation.`,
      noHours: (meter, date) =>
        `${meter} : l’énergie du ${date} vient d’un fichier, qui ne connaît pas les périodes tarifaires, et les prix de ce jour n’ont pas d’heures : pas de coût pour ce qui contient ce jour. Ajoutez les heures aux prix dans les réglages de l’extension (hours).`,
      noColour: (meter, date) =>
        `${meter} : l’énergie du ${date} vient d’un fichier, et cette version ne connaît pas la couleur de ce jour Tempo, ou de la nuit précédente : pas de coût pour ce qui contient ce jour, jusqu’à une version plus récente.`,
    },
    noJournal: (folder) =>
      `Il n’y a pas d’historique local dans ${folder}. Indiquez son dossier avec --storage : celui de Homebridge, souvent /var/lib/homebridge, ou celui de linky-tic mirror.`,
    cannotOpen: (path, reason) =>
      `Impossible de lire ${path} (${reason}). Essayez avec l’utilisateur à qui il appartient : sudo -u homebridge linky-tic history …`,
    nothing: 'L’historique local est encore vide.',
    nothingSince: (ms) => `L’historique local n’a rien depuis le ${instant(ms)}.`,
    sent: (readings, url, refused) =>
      `${plural(readings, 'mesure envoyée', 'mesures envoyées')} à InfluxDB sur ${url}.${refused > 0 ? ` Il a refusé ${plural(refused, 'point', 'points')}.` : ''}`,
    refused: ({ measurement, points, fromMs, toMs, says }) =>
      `Refusé (${says}) : ${plural(points, 'point', 'points')}${measurement === undefined ? '' : ` de ${measurement}`}, du ${instant(fromMs)} au ${instant(toMs)}.`,
    copied: (file, bytes) =>
      `L’historique local est copié dans ${file} (${frenchNumber(bytes / 1e6, 1)} Mo). Pour le remettre en place, arrêtez Homebridge, effacez linky-tic.db-wal et linky-tic.db-shm de son dossier s’ils y sont, copiez-y le fichier sous le nom linky-tic.db, et faites-en propriétaire l’utilisateur de Homebridge.`,
    ownName: (file) =>
      `${file} est un nom que l’historique local donne à ses propres fichiers, et qu’il efface. Choisissez un autre nom.`,
    damagedToCopy:
      'L’historique local est endommagé et ne peut donc pas être copié tel quel. Démarrez l’extension, qui le répare, puis réessayez. D’ici là, gardez linky-tic.db et le dossier linky-tic.db.second-copy.',
    wouldForget: ({ days, minutes, readings, fromMs, toMs }) =>
      `Ceci serait effacé : ${plural(days, 'jour', 'jours')} après aujourd’hui, ${plural(minutes, 'minute', 'minutes')} et ${plural(readings, 'mesure', 'mesures')}, du ${instant(fromMs)} au ${instant(toMs)}. Rien n’a changé (--dry-run).`,
    forgetWhat: 'Dites ce qu’il faut effacer : --later, tout ce qui est daté du futur.',
    clockNotSet:
      'L’horloge de cette machine n’est pas à l’heure : on ne sait pas ce qui est daté du futur. Rien n’a changé.',
    settingsIn: (file) => `Les réglages sont dans ${file}.`,
    interrupted: (readings) => `Interrompu après ${plural(readings, 'mesure', 'mesures')}.`,
  },
  doctor: {
    title: 'Ports série',
    listening: (port, baudRate) => `Écoute de ${port}${baudRate === undefined ? '' : ` à ${baudRate} bauds`}…`,
    noPorts:
      'Il n’y a pas de port série sur cette machine. L’adaptateur USB est-il branché ? Pour les broches d’un Raspberry Pi, activez l’UART : sudo raspi-config nonint do_serial_hw 0, puis sudo reboot.',
    meter: (mode, address, details, bauds) =>
      `Un compteur répond en ${lineMode(mode, bauds)} : numéro ${address}${details.map((one) => `, ${one}`).join('')}.`,
    draws: (va) => `${frenchNumber(va)} VA en ce moment`,
    readByHomebridge: (seconds) =>
      `Homebridge lit le compteur sur ce port : sa dernière mesure remonte à ${frenchNumber(seconds)} s. Pour y regarder de plus près, arrêtez d’abord Homebridge.`,
    hiddenReaders: (port) =>
      `Ou bien un autre programme lit le port en même temps et prend une partie des octets : lancez linky-tic doctor avec sudo pour le voir (sudo linky-tic doctor ${port}).`,
    homebridge: {
      configured: (folder) => `L’extension est configurée dans ${folder}/config.json.`,
      noFolder: (folder) =>
        `Le dossier ${folder} n’existe pas. L’interface de Homebridge montre où est le sien (« Répertoire de stockage ») : souvent /var/lib/homebridge ou ~/.homebridge.`,
      noConfig: (folder) => `Il n’y a pas de config.json dans ${folder} : est-ce bien le dossier de Homebridge ?`,
      unreadable: (folder) =>
        `Impossible de lire ${folder}/config.json. Essayez avec l’utilisateur à qui il appartient, ou avec sudo.`,
      notJson: (folder, fault) =>
        `${folder}/config.json n’est pas du JSON${fault ? ` (${faultText(fault)})` : ''}. Réparez-le avant de redémarrer : Homebridge ne démarre pas avec ce fichier, et son interface le met alors de côté et recommence à zéro, sans vos réglages.`,
      setAside: (folder, { file, fault }) =>
        `Il n’y a pas de plateforme LinkyTIC dans ${folder}/config.json, car l’interface de Homebridge a recommencé à zéro : vos réglages, avec les prix et l’appairage, n’étaient pas du JSON, et sont dans ${file}. Ne les saisissez pas de nouveau. ${fault ? `Réparez ce fichier (${faultText(fault)}), puis arrêtez` : 'Ce fichier est redevenu du JSON. Arrêtez'} Homebridge et remettez-le en place : sudo hb-service stop; sudo mv ${file} ${folder}/config.json; sudo hb-service start`,
      notConfigured: (folder) =>
        `Il n’y a pas de plateforme LinkyTIC dans ${folder}/config.json : remplissez les réglages de l’extension dans l’interface de Homebridge.`,
      disabled: (folder) =>
        `L’extension est désactivée dans ${folder}/config.json (disabledPlugins) : activez-la dans l’interface de Homebridge.`,
      running: (version) => `Elle tourne, en version ${version}.`,
      notRunning: 'Elle ne tourne pas : Homebridge est arrêté, ou ne la démarre pas (son journal dit pourquoi).',
      notAllowed: (folder, user) =>
        `Seuls ${user} et root peuvent voir si l’extension tourne, et l’état de son historique : sudo linky-tic doctor --storage ${folder}`,
      noMeters: 'Il n’y a pas de compteur dans les réglages : donnez le port du vôtre.',
      noInflux: 'InfluxDB n’est pas configuré : les mesures vont dans l’historique local et dans l’app Maison.',
      loadCurve: (meter, period, meterW, ourW, difference) =>
        `${meter} : pour ${period}, la moyenne mesurée par le compteur est de ${frenchNumber(meterW)} W, et celle des W de l’extension de ${frenchNumber(ourW)} W (${difference}).`,
    },
    trouble: {
      notAPort: (port) => `« ${port} » n’est pas un port. ${ports}`,
      missing: (port, { ports: there }) =>
        there.length === 0
          ? `${port} n’existe pas, ni aucun autre port série sur cette machine. L’adaptateur est-il branché ? dmesg | tail montre ce que voit le système.`
          : `${port} n’existe pas. Il y a : ${there.join(', ')}.`,
      uartOff: (port, { file }) =>
        `${port} n’existe pas : l’UART de ce Raspberry Pi est éteint (pas de enable_uart=1 dans ${file}). Activez-le : sudo raspi-config nonint do_serial_hw 0, puis sudo reboot.`,
      noDevice: (port) => `${port} est là, mais ce n’est ni un port série ni un fichier enregistré.`,
      forbidden: (port, { user, group, remedy }) =>
        ({
          join: `${user} n’a pas le droit d’ouvrir ${port} : il appartient au groupe ${group}. Ajoutez-y ${user} : sudo usermod -aG ${group} ${user}, puis fermez la session et rouvrez-la (ou redémarrez la machine, si c’est Homebridge qui lit).`,
          loginAgain: `${user} n’a pas encore le droit d’ouvrir ${port} : ${user} est dans le groupe ${group}, mais cette session a commencé avant. Fermez-la et rouvrez-la, ou redémarrez la machine.`,
          open: `${user} n’a pas le droit d’ouvrir ${port}, et aucun groupe ne l’a : sudo chgrp ${group} ${port}, puis sudo chmod g+rw ${port}, et ajoutez ${user} au groupe : sudo usermod -aG ${group} ${user}.`,
        })[remedy],
      busy: (port, { holders, beside = [] }) => {
        const names = namesOf(holders);
        const has = holders.length === 1 ? 'occupe' : 'occupent';
        if (holders.length === 0)
          return `Un autre programme occupe ${port}. Seul root peut voir lequel : sudo fuser -v ${port}. Arrêtez-le.`;
        if (holders.some(({ kind }) => kind === 'homebridge'))
          return `${names} ${has} ${port} : l’extension le lit déjà, ou une autre le fait ; le journal de Homebridge dit ce qu’elle reçoit. Pour y regarder de plus près, arrêtez d’abord Homebridge : sudo hb-service stop.`;
        if (holders.some(({ kind }) => kind === 'page'))
          return `La page de réglages de l’extension écoute ${port}. Fermez-la dans l’interface de Homebridge, puis réessayez.`;
        const mirror = holders.find(({ kind }) => kind === 'mirror');
        if (mirror) return `${names} ${has} ${port} : ${mirrorReads(mirror)}`;
        const also =
          beside.length === 0
            ? ''
            : ` en même temps que ${namesOf(beside)}, et ${holders.length === 1 ? 'prend' : 'prennent'} une partie des octets`;
        const s = holders.length === 1 ? '' : 's';
        if (holders.some(({ kind }) => kind === 'console'))
          return `${names} ${has} ${port}${also} : c’est la console série de Linux. Éteignez-la : sudo raspi-config nonint do_serial_cons 1, puis sudo reboot (ailleurs : sudo systemctl disable --now serial-getty@${port.replace(/^.*\//, '')}).`;
        return `${names} ${has} ${port}${also}. Un seul programme peut lire un compteur : arrêtez-le${s} (sudo kill ${holders.map(({ pid }) => pid).join(' ')}), ainsi que ce qui le${s} lance.`;
      },
      deaf: (port, { seconds, bridge }) =>
        `L’extension lit ${port}, et n’y entend pas de compteur : ${seconds === undefined ? 'elle n’en a entendu aucun depuis son démarrage' : `la dernière mesure remonte à ${age(seconds)}`}. Le journal de Homebridge dit pourquoi. ${bridge ? 'La passerelle est-elle allumée, son adresse et son port sont-ils justes ? Vérifiez ensuite' : 'Vérifiez'} les deux fils sur les bornes I1 et I2 du compteur${bridge ? '' : ', puis l’adaptateur'}. Pour y regarder de plus près, arrêtez d’abord Homebridge (sudo hb-service stop), puis : linky-tic doctor ${port}`,
      unanswering: (port) =>
        `L’extension lit ${port} et tourne, mais ne répond pas : le port n’a donc pas été ouvert. Dès qu’elle répondra de nouveau, elle dira ce qu’elle reçoit. Pour écouter le port malgré tout, arrêtez d’abord Homebridge (sudo hb-service stop), puis : linky-tic doctor ${port}`,
      console: (port, { file, setting }) =>
        `Rien de lisible n’arrive sur ${port}, et la console série de Linux y est encore : ${setting} dans ${file}. Éteignez-la : sudo raspi-config nonint do_serial_cons 1, puis sudo reboot.`,
      bluetooth: (port) =>
        `Sur ce Raspberry Pi, ${port} va à la puce Bluetooth, pas aux broches. Lisez plutôt /dev/serial0, qui va toujours aux broches.`,
      debugPort: (port) =>
        `Sur un Raspberry Pi 5, ${port} va au petit connecteur de débogage, pas aux broches. Activez leur UART : sudo raspi-config nonint do_serial_hw 0, puis sudo reboot, et lisez /dev/ttyAMA0.`,
      miniUart: (port, { file }) =>
        `Ce qui arrive sur ${port} est illisible : c’est le mini-UART, dont la vitesse suit celle du processeur. Fixez-la avec enable_uart=1 dans ${file}, ou donnez aux broches l’UART complet avec dtoverlay=miniuart-bt, puis sudo reboot.`,
      unreachable: (port, { reason }) =>
        `${port} ne répond pas (${reason}). La passerelle est-elle allumée, son adresse et son port sont-ils justes ?`,
      gone: (port, { reason, bytes, bridge }) =>
        bridge
          ? `${port} a été fermé de l’autre côté ${bytes === 0 ? 'avant de donner un octet' : `après ${plural(bytes, 'octet', 'octets')}`} (${reason}). Un autre programme lit-il la passerelle ? La plupart n’en acceptent qu’un à la fois.`
          : `${port} a disparu pendant la lecture, après ${plural(bytes, 'octet', 'octets')} (${reason}). L’adaptateur a-t-il été débranché, ou est-il mal enfoncé ? dmesg | tail montre ce que voit le système.`,
      unreadable: (port, { reason }) => `Impossible de lire ${port} (${reason}).`,
      silent: (port, { seconds, onPins, bridge, recorded }) => {
        if (recorded) return `${port} est un enregistrement vide : il ne contient pas un seul octet.`;
        return bridge
          ? `Pas un octet n’est venu de ${port} en ${seconds} s, alors que la passerelle a accepté la connexion. Un autre programme y est-il connecté ? La plupart des passerelles ne servent qu’un lecteur. Sinon, vérifiez les deux fils de la passerelle aux bornes I1 et I2 du compteur, dans n’importe quel ordre. S’ils sont bien branchés, la sortie TIC du compteur est peut-être coupée : votre fournisseur ou Enedis peut l’activer.`
          : `Pas un octet n’est venu de ${port} en ${seconds} s. Vérifiez les deux fils : sur les bornes I1 et I2 du compteur, dans n’importe quel ordre, et pas sur A, qui est une alimentation. Puis l’adaptateur${onPins ? ', dont la sortie va sur la broche 10 (GPIO 15, RXD)' : ''}. Si tout est bien branché, la sortie TIC du compteur est peut-être coupée : votre fournisseur ou Enedis peut l’activer.`;
      },
      wrongSpeed: (port, { bytes, bridge }) =>
        bridge
          ? `${frenchNumber(bytes)} octets sont venus de ${port}, et aucun n’est de la TIC : la passerelle lit la ligne à une mauvaise vitesse. Réglez-la sur 1200 bauds pour le mode historique (9600 derrière certains adaptateurs), 9600 pour le mode standard, et sur 8N1 (ou 7E1).`
          : `${frenchNumber(bytes)} octets sont venus de ${port}, et aucun n’est de la TIC, ni à 1200 bauds ni à 9600. Est-ce bien le port du compteur ? Vérifiez alors les fils sur I1 et I2, ou essayez un autre adaptateur.`,
      parity: (port, { percent }) =>
        `${percent} % de ce qui arrive sur ${port} est écarté, surtout à cause d’erreurs de parité : le signal est trop faible ou trop lent. Essayez un câble plus court, éloignez-le des câbles du secteur, ou essayez un autre adaptateur. Pour un récepteur fait maison, la page « Sur les broches d’un Raspberry Pi » dit quelle résistance changer.`,
      otherMode: (port, { found, expected }) =>
        `Le compteur sur ${port} parle en mode ${found}, et le réglage est ${expected}. Mettez le mode sur auto, ou sur ${found}.`,
      otherSpeed: (port, { mode, found, expected }) =>
        `Le compteur sur ${port} parle en ${lineMode(mode, found)}, et le réglage est ${expected} bauds. Mettez la vitesse (baudRate) sur auto, ou sur ${found}.`,
      refused: (port, { percent, mostly }) =>
        `${percent} % de ce qui arrive sur ${port} est écarté (surtout : ${faults[mostly] ?? mostly}). Vérifiez les fils sur I1 et I2 et la longueur du câble, ou essayez un autre adaptateur.`,
      noFrame: (port, { mode, lacks }) =>
        `Le compteur sur ${port} parle en mode ${mode}, mais aucune trame entière n’arrive : ${lacks === 'number' ? 'toutes sont sans le numéro du compteur (ADCO ou ADSC)' : 'rien ne dit où elles commencent et finissent (STX, ETX)'}, et sans cela rien n’est affiché. Le compteur l’envoie pourtant : l’adaptateur ou la passerelle doit transmettre chaque octet tel quel (mode brut, ni texte ni filtre).`,
    },
  },
  contract: {
    offPeak: { today: 'Heures creuses', tomorrow: '  demain' },
    mobilePeak: { today: 'Pointe mobile', tomorrow: '  demain' },
    unknown: 'pas encore connues',
    none: 'aucune',
    allDay: 'toute la journée',
    beginsIn: (minutes) => (minutes === 0 ? 'sur le point de commencer' : `dans ${hoursAndMinutes(minutes)}`),
    seen: (days) => (days === 0 ? 'différentes d’avant' : `vues sur ${plural(days, 'jour', 'jours')}`),
    season: { summer: 'été', winter: 'hiver' },
    inSentence: (name, hours) => `${name.charAt(0).toLowerCase()}${name.slice(1)} ${hours}`,
    hours: (says, isTold) => `${capital(says)}${isTold ? ', d’après le compteur lui-même' : ''}.`,
    hoursUnknown:
      'Les heures creuses ne sont pas encore connues : elles le seront après une journée entière de lecture du compteur.',
    registers: (registers) =>
      `Index : ${registers.map(({ label, period }) => `${label} compte ${period}`).join(', ')}.`,
    tempo: ({ name, gone, left, planned, unknown }) =>
      `Saison Tempo ${name} : jours passés, ${unknown > 0 ? 'au moins ' : ''}${colourDays(gone)} ; jours restants, ${unknown > 0 ? 'au plus ' : ''}${colourDays(left)}${planned ? ` ; demain est ${colours[planned]}` : ''}.${unknown > 0 ? ` La couleur de ${plural(unknown, 'jour', 'jours')} n’est pas connue.` : ''}`,
    news: (date, says) => `${date} : ${says}`,
    ofMeter: (meter, says) => `${meter} : ${says}`,
  },
  watch: {
    name: 'Linky',
    mode: (mode) => `mode ${mode}`,
    meter: (address) => `compteur ${address}`,
    waiting: 'En attente du compteur…',
    live: (ms) => `En direct : dernière mesure il y a ${frenchNumber(Math.round(ms / 1000))} s`,
    silent: (ms) => `Silence depuis ${frenchNumber(Math.round(ms / 1000))} s : ces valeurs sont anciennes`,
    label: {
      power: 'Puissance',
      active: 'Puissance active',
      phases: '  par phase',
      injected: 'Injection',
      current: 'Intensité',
      voltage: 'Tension',
      highestToday: 'Maximum du jour',
      overload: 'Dépassement',
      contract: 'Contrat',
      tariff: 'Tarif en cours',
      tempo: 'Tempo',
      peak: 'Jour de pointe',
      dryContact: 'Contact sec',
      message: 'Message',
      energy: 'Énergie soutirée',
      exported: 'Énergie injectée',
    },
    recording: 'D’après un enregistrement',
    surplus: (about, least, most) => `environ ${about} VA (de ${least} à ${most})`,
    load: (percent, kVA) => `${percent} % de ${kilo(kVA)} kVA`,
    subscribed: (kVA) => `${kilo(kVA)} kVA souscrits`,
    overload: { on: 'oui : plus que la puissance souscrite', off: 'non' },
    hours: { offPeak: 'heures creuses', peak: 'heures pleines' },
    tempo: (today, tomorrow) =>
      [today && `${today} aujourd’hui`, tomorrow && `${tomorrow} demain`].filter(Boolean).join(', '),
    colour: { blue: 'bleu', white: 'blanc', red: 'rouge' },
    peak: { notice: 'annoncé', running: 'en cours' },
    dryContact: { open: 'ouvert', closed: 'fermé' },
    refused: (groups) => plural(groups, 'groupe écarté', 'groupes écartés'),
    counts: ({ frames, accepted, refused, refusedPercent, lost, reasons }) =>
      `${plural(frames, 'trame', 'trames')}. ${plural(accepted, 'groupe accepté', 'groupes acceptés')}, ${plural(refused, 'écarté', 'écartés')} (${share(refusedPercent)} %)${lost > 0 ? `, ${plural(lost, 'trame perdue', 'trames perdues')}` : ''}${reasons.length === 0 ? '' : ` : ${reasons.join(', ')}`}.`,
    fault: {
      parity: (n) => plural(n, 'erreur de parité', 'erreurs de parité'),
      checksum: (n) => plural(n, 'somme de contrôle fausse', 'sommes de contrôle fausses'),
      malformed: (n) => plural(n, 'illisible', 'illisibles'),
      form: (n) => plural(n, 'valeur impossible', 'valeurs impossibles'),
      overlong: (n) => plural(n, 'trop long', 'trop longs'),
      interrupted: (n) => plural(n, 'interrompue par le compteur', 'interrompues par le compteur'),
      cut: (n) => plural(n, 'coupée', 'coupées'),
      merged: (n) => plural(n, 'mélangée', 'mélangées'),
      unaddressed: (n) => plural(n, 'sans numéro de compteur', 'sans numéro de compteur'),
      endless: (n) => plural(n, 'sans fin', 'sans fin'),
    },
    recorded: (path, bytes, withheld) =>
      `${path} contient ${plural(bytes, 'octet', 'octets')}.${withheld > 0 ? ` ${frenchNumber(withheld)} autres ont été laissés de côté : les numéros du compteur n’ont pu y être ni trouvés ni remplacés.` : ''}`,
    rawHasNumbers: (path) =>
      `Le numéro du compteur se lit dans ${path} : ce fichier est pour vous seul. Pour en envoyer un, enregistrez avec --anonymise.`,
    noFrame: (port) => `Il n’y a aucune trame complète dans ${port}. Est-ce l’enregistrement d’une ligne TIC ?`,
  },
};

const colours = { blue: 'bleu', white: 'blanc', red: 'rouge' } as const;

/** `12 bleus, 3 blancs et 0 rouge` */
function colourDays({ blue, white, red }: { readonly [C in keyof typeof colours]: number }): string {
  const of = (days: number, colour: string) => `${days} ${colour}${days > 1 ? 's' : ''}`;
  return `${of(blue, colours.blue)}, ${of(white, colours.white)} et ${of(red, colours.red)}`;
}

function hoursAndMinutes(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function capital(says: string): string {
  return says.charAt(0).toUpperCase() + says.slice(1);
}

/** Names the command that finds out more. */
const doctor = (port: string) => `linky-tic doctor ${port} dira pourquoi.`;

const ports =
  'C’est un port série comme /dev/ttyUSB0, une adresse comme tcp://192.168.1.20:2000, demo:historique, demo:standard, ou un fichier enregistré.';

/** Where a file is no JSON, and why. */
function faultText({ line, column, kind }: FaultyPlace): string {
  const says = {
    noComma: 'il y manque une virgule',
    extraComma: 'la virgule y est de trop',
    openText: 'le texte qui y commence n’a pas de guillemet à la fin',
    ends: 'le fichier s’y arrête, et il manque une accolade, un crochet ou davantage',
    other: 'ce qui s’y trouve n’y a pas sa place',
  };
  return `ligne ${line}, caractère ${column} : ${says[kind]}`;
}

function namesOf(holders: readonly { readonly name: string; readonly pid: number }[]): string {
  return holders.map(({ name, pid }) => `${name} (processus ${pid})`).join(', ');
}

/** The end of a sentence about a `linky-tic mirror` of the user's that reads the port, which is no mistake. */
function mirrorReads({ pid, unit }: { readonly pid: number; readonly unit?: string }): string {
  const reads = 'c’est votre propre linky-tic mirror, qui lit déjà le compteur';
  return unit === undefined
    ? `${reads} ; ce qu’il reçoit s’affiche là où il tourne. Pour y regarder de plus près, arrêtez-le d’abord : sudo kill ${pid}.`
    : `${reads} ; son journal dit ce qu’il reçoit : journalctl -u ${unit}. Pour y regarder de plus près, arrêtez-le d’abord : sudo systemctl stop ${unit}.`;
}

/** A date and a time in Paris. */
function instant(ms: number): string {
  const style = { timeZone: 'Europe/Paris', dateStyle: 'medium', timeStyle: 'short' } as const;
  return withFirst(new Date(ms).toLocaleString('fr-FR', style));
}

/** A percentage, with a decimal if it is less than 10. */
function share(percent: number): string {
  return frenchNumber(percent, percent > 0 && percent < 10 ? 1 : 0);
}

/** A power in kVA, with a decimal if it needs one. */
function kilo(kVA: number): string {
  return frenchNumber(kVA, Number.isInteger(kVA) ? 0 : 1);
}
