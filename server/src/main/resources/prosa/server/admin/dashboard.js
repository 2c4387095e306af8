// @ts-check
// The operator's dashboard: asks its own port once a second what there is, and draws it, in the language of the
// browser. It is told no name and no text, so it can show none. The build writes the sentences, from the catalogue.
import { languages } from './languages.js';

/** @typedef {typeof import('./messages-en.js').messages} Messages */

/** The first language of the browser that there is. */
function language() {
  for (const wanted of navigator.languages) {
    const found = languages.find(([tag]) => tag.split('-')[0] === wanted.toLowerCase().split('-')[0]);
    if (found !== undefined) {
      return found[0];
    }
  }
  return 'en';
}

const TAG = language();
/** @type {Messages} */
const messages = (await import(`./messages-${TAG}.js`)).messages;

/** @param {string | null} key */
function sentence(key) {
  const found = /** @type {Record<string, unknown>} */ (messages)[key ?? ''];
  if (typeof found !== 'string') {
    throw new Error(`there is no sentence ${key}`);
  }
  return found;
}

document.documentElement.lang = TAG;
document.title = messages.operatorTitle;
for (const element of document.querySelectorAll('[data-message]')) {
  element.textContent = sentence(element.getAttribute('data-message'));
}
for (const element of document.querySelectorAll('[data-message-label]')) {
  element.setAttribute('aria-label', sentence(element.getAttribute('data-message-label')));
}

const whole = new Intl.NumberFormat(TAG, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(TAG, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const SVG = 'http://www.w3.org/2000/svg';
const MOST_DRAWN = 2500;

/** @param {string} id */
const at = (id) => /** @type {any} */ (document.getElementById(id));

let token = '';
let room = '';
let own = ''; // the node that is asked, in a cluster
let shown = ''; // the node that is shown; empty: the one that is asked
let suffix = ''; // of the names of the shown node's rooms: @b
let confirmed = '';
/** @type {Map<number, {button: any, places: string, isPrivate: number, seats: any[]}>} */
const drawn = new Map();

/** @param {string} path @param {string} [method] */
async function ask(path, method = 'GET') {
  /** @type {Record<string, string>} */
  const headers = token === '' ? {} : { Authorization: `Bearer ${token}` };
  const answer = await fetch(path, { method, headers, cache: 'no-store', credentials: 'omit' });
  at('token-form').hidden = answer.status !== 401;
  return answer;
}

/** @param {string} name @param {Record<string, string>} attributes */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}

/** @param {string} places */
function count(places, state = 's') {
  return [...places].filter((one) => one === state).length;
}

/**
 * A round table with its seats around it.
 *
 * @param {number} number
 * @param {number} isPrivate
 * @param {string} places
 */
function table(number, isPrivate, places) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'room';
  button.tabIndex = -1;
  button.setAttribute('aria-pressed', 'false');
  const svg = shape('svg', { viewBox: '-50 -50 100 100', 'aria-hidden': 'true' });
  const group = shape('g', {});
  group.append(shape('circle', { class: 'table', r: '26' }));
  const seats = [...places].map((_, i) => {
    const angle = (2 * Math.PI * i) / places.length - Math.PI / 2;
    const size = Math.min(9, 110 / places.length);
    const seat = shape('circle', { r: String(size), cx: String(39 * Math.cos(angle)), cy: String(39 * Math.sin(angle)) });
    group.append(seat);
    return seat;
  });
  svg.append(group);
  const label = document.createElement('span');
  label.textContent = String(number);
  button.append(svg, label);
  button.addEventListener('click', () => choose(number));
  const made = { button, places: '', isPrivate, seats };
  drawn.set(number, made);
  return made;
}

/** @param {number} number */
function choose(number) {
  room = `Chat${number}${suffix}`;
  at('room').value = room;
  for (const [other, made] of drawn) {
    made.button.setAttribute('aria-pressed', String(other === number));
  }
}

/** @param {number} number @param {any} made @param {string} places */
function fill(number, made, places) {
  if (made.places === places) {
    return;
  }
  made.places = places;
  made.seats.forEach((/** @type {any} */ seat, /** @type {number} */ i) => seat.setAttribute('class', `seat ${places[i]}`));
  const seated = count(places);
  made.button.querySelector('g').setAttribute('class', `${seated === 1 ? 'alone ' : ''}${made.isPrivate ? 'private' : ''}`);
  const words = [messages.operatorSeatedOf(`Chat${number}${suffix}`, seated, places.length)];
  const away = count(places, 'h');
  const coming = count(places, 'r');
  if (away > 0) words.push(messages.operatorAndAway(away));
  if (coming > 0) words.push(messages.operatorAndComing(coming));
  if (made.isPrivate) words.push(messages.operatorPrivate);
  made.button.setAttribute('aria-label', words.join(', '));
  made.button.title = words.join(', ');
}

/** @param {any} state */
function showRooms(state) {
  const rooms = state.rooms.slice(0, MOST_DRAWN);
  const box = at('rooms');
  const known = new Set(rooms.map((/** @type {any} */ one) => one[0]));
  for (const [number, made] of drawn) {
    if (!known.has(number)) {
      made.button.remove();
      drawn.delete(number);
    }
  }
  for (const [number, isPrivate, places] of rooms) {
    let made = drawn.get(number);
    if (made === undefined) {
      made = table(number, isPrivate, places);
      box.append(made.button);
    }
    fill(number, made, places);
  }
  box.className = rooms.length > 400 ? 'crowd' : rooms.length > 40 ? 'many' : '';
  const first = box.querySelector('[tabindex="0"]') ?? box.firstElementChild;
  if (first !== null) {
    first.tabIndex = 0;
  }
  at('nobody').hidden = rooms.length > 0;
  box.hidden = rooms.length === 0;
  at('more').hidden = state.rooms.length <= MOST_DRAWN;
  at('more').textContent = messages.operatorMore(Math.max(0, state.rooms.length - MOST_DRAWN));
}

/** Arrow keys go from table to table. */
at('rooms').addEventListener('keydown', (/** @type {any} */ event) => {
  const steps = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });
  const step = steps[event.key];
  const all = [...at('rooms').children];
  const here = all.indexOf(document.activeElement);
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : here + (step ?? 0);
  if (here >= 0 && next !== here && all[next] !== undefined) {
    event.preventDefault();
    all[here].tabIndex = -1;
    all[next].tabIndex = 0;
    all[next].focus();
  }
});

/** @param {Record<string, string | number>} figures */
function showFigures(figures) {
  const list = at('figures');
  for (const [name, value] of Object.entries(figures)) {
    let cell = [...list.children].find((pair) => pair.dataset.name === name)?.querySelector('dd') ?? null;
    if (cell === null) {
      const pair = document.createElement('div');
      pair.dataset.name = name;
      const term = document.createElement('dt');
      term.textContent = name;
      cell = document.createElement('dd');
      pair.append(term, cell);
      list.append(pair);
    }
    cell.textContent = typeof value === 'number' ? whole.format(value) : value;
  }
}

/** @param {any[]} blocks */
function showBlocks(blocks) {
  const key = JSON.stringify(blocks.map((one) => [one.network, Math.ceil(one.seconds / 60)]));
  const list = at('blocks');
  if (list.dataset.key === key) {
    return;
  }
  list.dataset.key = key;
  list.replaceChildren(
    ...blocks.map((one) => {
      const line = document.createElement('li');
      const text = document.createElement('span');
      text.textContent = messages.operatorBlockedFor(one.network, Math.ceil(one.seconds / 60));
      const undo = document.createElement('button');
      undo.type = 'button';
      undo.textContent = messages.operatorLetIn;
      undo.setAttribute('aria-label', messages.operatorLetNetworkIn(one.network));
      undo.addEventListener('click', () => {
        const node = suffix === '' ? '' : `&node=${encodeURIComponent(suffix.slice(1))}`;
        void act(`actions/unblock?network=${encodeURIComponent(one.network)}${node}`, messages.operatorLetInNow);
      });
      line.append(text, undo);
      return line;
    }),
  );
}

/** @param {string} text @param {boolean} bad */
function showReady(text, bad) {
  const line = at('ready');
  if (line.textContent !== text) {
    line.textContent = text;
  }
  line.className = bad ? 'bad' : '';
}

/** @param {any} state */
function readiness(state) {
  if (state.ready === true) {
    const trouble = state.cluster?.trouble ?? '';
    return trouble === '' ? messages.operatorReady : `${messages.operatorReady}, ${trouble}`;
  }
  const reasons = /** @type {Record<string, string>} */ ({
    draining: messages.operatorIsDraining,
    'too few descriptors are left': messages.operatorFewDescriptors,
  });
  return messages.operatorNotReady(reasons[state.ready] ?? state.ready);
}

/** The rows of the nodes by their names, which stay where they are while their numbers change. */
const rows = /** @type {Map<string, HTMLTableRowElement>} */ (new Map());

/** @param {string} name */
function nodeRow(name) {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = name === own ? messages.operatorThisNode(name) : name;
  button.setAttribute('aria-label', messages.operatorShowNode(button.textContent));
  button.addEventListener('click', () => show(name));
  head.append(button);
  row.append(head, ...[1, 2, 3, 4].map(() => document.createElement('td')));
  rows.set(name, row);
  return row;
}

/**
 * Shows the tables of a node, its blocks and its level; actions are for it, too, until another is chosen.
 *
 * @param {string} name
 */
function show(name) {
  shown = name === own ? '' : name;
  at('node').value = name;
  for (const made of drawn.values()) {
    made.button.remove();
  }
  drawn.clear();
  at('room').value = '';
  void look();
}

/**
 * The nodes of a cluster, and the choice of one of them for actions.
 *
 * @param {any} cluster
 */
function showNodes(cluster) {
  if (own === '' && cluster !== undefined) {
    own = cluster.node;
  }
  suffix = cluster === undefined ? '' : `@${cluster.node}`;
  at('cluster').hidden = cluster === undefined;
  at('at-node').hidden = cluster === undefined;
  if (cluster === undefined) {
    return;
  }
  at('rooms-title').textContent = messages.operatorRoomsAt(cluster.node);
  at('now-title').textContent = messages.operatorNowAt(cluster.node);
  at('hour-title').textContent = messages.operatorHourAt(own);
  const names = cluster.nodes.map((/** @type {any} */ one) => one.node);
  for (const [name, row] of rows) {
    if (!names.includes(name)) {
      row.remove();
      rows.delete(name);
    }
  }
  cluster.nodes.forEach((/** @type {any} */ one, /** @type {number} */ i) => {
    const row = rows.get(one.node) ?? nodeRow(one.node);
    if (at('nodes').children[i] !== row) {
      at('nodes').insertBefore(row, at('nodes').children[i] ?? null);
    }
    row.querySelector('button')?.setAttribute('aria-pressed', String(one.node === cluster.node));
    const state = one.draining ? messages.operatorIsDraining : messages.operatorReady;
    [...[one.members, one.rooms, one.connections].map((value) => whole.format(value)), state].forEach((text, cell) => {
      const shownText = row.cells[cell + 1];
      if (shownText !== undefined && shownText.textContent !== text) {
        shownText.textContent = text;
      }
    });
  });
  const choice = at('node');
  if (choice.dataset.names !== names.join()) {
    const before = choice.dataset.names === undefined ? cluster.node : choice.value;
    choice.dataset.names = names.join();
    choice.replaceChildren(
      ...[...names, '*'].map((name) => {
        const option = document.createElement('option');
        option.value = name;
        option.textContent = name === '*' ? messages.operatorAllNodes : name;
        return option;
      }),
    );
    choice.value = [...names, '*'].includes(before) ? before : cluster.node;
  }
}

/** The parameter of an action for the chosen node of a cluster. */
function atNode() {
  return suffix === '' ? '' : `&node=${encodeURIComponent(at('node').value)}`;
}

/** @param {any} state */
function showDraining(state) {
  const chosen = state.cluster?.nodes.find((/** @type {any} */ one) => one.node === at('node').value);
  draining = state.cluster === undefined || chosen?.node === state.cluster.node ? state.draining : (chosen?.draining ?? false);
  at('drain').textContent = draining ? messages.operatorUndrain : messages.operatorDrain;
}

let draining = false;
let levelShown = '';

async function look() {
  try {
    const asked = shown;
    const answer = await ask(asked === '' ? 'state' : `state?node=${encodeURIComponent(asked)}`);
    if (asked !== shown) {
      return; // another node was chosen meanwhile, and is asked already
    }
    if (answer.status === 404 && asked !== '') {
      at('outcome').textContent = messages.operatorNodeSilent(asked);
      show(own);
      return;
    }
    if (!answer.ok) {
      showReady(answer.status === 401 ? messages.operatorTokenNeeded : messages.operatorNoAnswer(answer.status), true);
      return;
    }
    const state = await answer.json();
    at('version').textContent = state.version;
    showReady(readiness(state), state.ready !== true);
    showNodes(state.cluster);
    showDraining(state);
    if (state.emergency !== levelShown) {
      levelShown = state.emergency;
      at('level').value = levelShown;
    }
    const alone = state.rooms.filter((/** @type {any} */ one) => count(one[2]) === 1).length;
    showFigures({
      [messages.operatorSeated]: state.seated,
      [messages.operatorFigureRooms]: state.rooms.length,
      [messages.operatorFigureAlone]: alone,
      [messages.operatorComing]: state.reserved,
      [messages.operatorAway]: state.held,
      [messages.operatorConnections]: state.connections,
    });
    showRooms(state);
    showBlocks(state.blocks);
  } catch {
    showReady(messages.operatorSilent, true);
  }
}

const PLOTS = /** @type {[string, string, (n: number) => string][]} */ ([
  ['seated', messages.operatorMembersSeated, (n) => whole.format(n)],
  ['alone', messages.operatorPeopleAlone, (n) => whole.format(n)],
  ['messages', messages.operatorMessages, (n) => tenths.format(n)],
  ['refusals', messages.operatorRefusals, (n) => tenths.format(n)],
  ['delayMillis', messages.operatorDelay, (n) => `${tenths.format(n)} ms`],
  ['heapBytes', messages.operatorHeap, (n) => `${whole.format(n / 1048576)} MiB`],
]);

/** @param {any} history */
function showPlots(history) {
  const box = at('plots');
  PLOTS.forEach(([field, title, form], i) => {
    const column = history.fields.indexOf(field);
    const values = history.samples.map((/** @type {number[]} */ one) => one[column]);
    let figure = box.children[i];
    if (figure === undefined) {
      figure = document.createElement('figure');
      const caption = document.createElement('figcaption');
      caption.append(document.createElement('span'), document.createElement('b'));
      const svg = shape('svg', { viewBox: '0 0 720 100', preserveAspectRatio: 'none', role: 'img' });
      svg.append(shape('path', {}));
      figure.append(caption, svg);
      box.append(figure);
    }
    const highest = Math.max(...values, 0);
    const now = values.at(-1) ?? 0;
    figure.querySelector('span').textContent = title;
    figure.querySelector('b').textContent = messages.operatorHighest(form(now), form(highest));
    figure.querySelector('svg').setAttribute('aria-label', messages.operatorPlot(title, form(now), form(highest)));
    const points = values.map(
      (/** @type {number} */ value, /** @type {number} */ x) =>
        `${720 - values.length + x} ${(98 - (94 * value) / Math.max(highest, 1e-9)).toFixed(1)}`,
    );
    figure.querySelector('path').setAttribute('d', points.length > 0 ? `M${points.join('L')}` : '');
  });
}

async function lookBack() {
  try {
    const answer = await ask('history');
    if (answer.ok) {
      showPlots(await answer.json());
    }
  } catch {
    // the line at the top says so
  }
}

/**
 * Does something, and tells how it went.
 *
 * @param {string} path
 * @param {string | ((said: string) => string)} done the sentence, or what makes it of the answer
 */
async function act(path, done) {
  let outcome;
  try {
    const answer = await ask(path, 'POST');
    const said = (await answer.text()).trim();
    if (answer.status === 404) {
      outcome = messages.operatorNothingThere;
    } else if (!answer.ok) {
      outcome = messages.operatorNotDone(said);
    } else {
      outcome = typeof done === 'string' ? done : done(said);
    }
  } catch {
    outcome = messages.operatorNotDone(messages.operatorSilent);
  }
  at('outcome').textContent = outcome;
  await look();
}

/**
 * What cannot be undone is asked for twice.
 *
 * @param {string} what
 * @param {string} question
 */
function sure(what, question) {
  if (confirmed === what) {
    confirmed = '';
    return true;
  }
  confirmed = what;
  at('outcome').textContent = question;
  return false;
}

at('token-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  token = at('token').value.trim();
  at('token').value = '';
  void look();
  void lookBack();
});
at('seat-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  const name = encodeURIComponent(at('room').value);
  if (event.submitter?.value === 'close') {
    if (sure(`close ${name}`, messages.operatorSureClose(at('room').value))) {
      void act(`actions/close-room?room=${name}`, messages.operatorRoomClosed);
    }
  } else if (at('place').value === '') {
    at('outcome').textContent = messages.operatorPlaceNeeded;
  } else {
    void act(`actions/remove-seat?room=${name}&place=${encodeURIComponent(at('place').value)}`, messages.operatorSeatTaken);
  }
});
at('block-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  void act(
    `actions/block?network=${encodeURIComponent(at('network').value)}&minutes=${encodeURIComponent(at('minutes').value)}${atNode()}`,
    messages.operatorBlockedNow,
  );
});
at('emergency-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  void act(`actions/emergency?level=${encodeURIComponent(at('level').value)}${atNode()}`, messages.operatorLevelSet);
});
at('drain-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  const node = atNode().replace('&', '?');
  if (event.submitter?.value === 'reload') {
    void act(`actions/reload${node}`, (said) => {
      const later = said.split('; the next start: ')[1];
      return later === undefined ? messages.operatorReloaded : messages.operatorReloadedLater(later);
    });
  } else if (draining) {
    void act(`actions/undrain${node}`, messages.operatorOpenAgain);
  } else if (sure(`drain${node}`, messages.operatorSureDrain)) {
    void act(`actions/drain${node}`, messages.operatorDrains);
  }
});

void look();
void lookBack();
setInterval(() => void look(), 1000);
setInterval(() => void lookBack(), 5000);
