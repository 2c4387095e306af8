// The operator's dashboard: asks its own port once a second what there is, and draws it.
// It is told no name and no text, so it can show none.

const SVG = 'http://www.w3.org/2000/svg';
const MOST_DRAWN = 2500;

/** @param {string} id */
const at = (id) => /** @type {any} */ (document.getElementById(id));

let token = '';
let room = '';
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

/** A round table with its seats around it. @param {number} number @param {number} isPrivate @param {string} places */
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
  room = `Chat${number}`;
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
  const words = [`${seated} of ${places.length} seated`];
  const away = count(places, 'h');
  const coming = count(places, 'r');
  if (away > 0) words.push(`${away} away`);
  if (coming > 0) words.push(`${coming} on the way`);
  if (made.isPrivate) words.push('private');
  made.button.setAttribute('aria-label', `Chat${number}: ${words.join(', ')}`);
  made.button.title = `Chat${number}: ${words.join(', ')}`;
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
  at('more').textContent = `… and ${state.rooms.length - MOST_DRAWN} more tables, which are not drawn.`;
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
    let cell = list.querySelector(`[data-name="${name}"] dd`);
    if (cell === null) {
      const pair = document.createElement('div');
      pair.dataset.name = name;
      const term = document.createElement('dt');
      term.textContent = name;
      cell = document.createElement('dd');
      pair.append(term, cell);
      list.append(pair);
    }
    cell.textContent = String(value);
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
      text.textContent = `${one.network}, ${Math.ceil(one.seconds / 60)} min`;
      const undo = document.createElement('button');
      undo.type = 'button';
      undo.textContent = 'Let in';
      undo.setAttribute('aria-label', `Let ${one.network} in`);
      undo.addEventListener('click', () => act(`actions/unblock?network=${encodeURIComponent(one.network)}`));
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

let draining = false;
let levelShown = '';

async function look() {
  try {
    const answer = await ask('state');
    if (!answer.ok) {
      showReady(answer.status === 401 ? 'a token is needed' : `no answer (${answer.status})`, true);
      return;
    }
    const state = await answer.json();
    at('version').textContent = state.version;
    showReady(state.ready === true ? 'ready' : `not ready: ${state.ready}`, state.ready !== true);
    draining = state.draining;
    at('drain').textContent = draining ? 'Stay open after all' : 'Drain and end';
    if (state.emergency !== levelShown) {
      levelShown = state.emergency;
      at('level').value = levelShown;
    }
    const alone = state.rooms.filter((/** @type {any} */ one) => count(one[2]) === 1).length;
    showFigures({
      seated: state.seated,
      tables: state.rooms.length,
      alone,
      'on the way': state.reserved,
      away: state.held,
      connections: state.connections,
    });
    showRooms(state);
    showBlocks(state.blocks);
  } catch {
    showReady('the server does not answer', true);
  }
}

const PLOTS = /** @type {[string, string, (n: number) => string][]} */ ([
  ['seated', 'Members seated', (n) => String(n)],
  ['alone', 'People alone', (n) => String(n)],
  ['messages', 'Messages a second', (n) => n.toFixed(1)],
  ['refusals', 'Refusals a second', (n) => n.toFixed(1)],
  ['delayMillis', 'Longest delay of a loop', (n) => `${n.toFixed(1)} ms`],
  ['heapBytes', 'Java heap', (n) => `${(n / 1048576).toFixed(0)} MiB`],
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
    figure.querySelector('b').textContent = `${form(now)} (highest ${form(highest)})`;
    figure.querySelector('svg').setAttribute('aria-label', `${title} over the last hour: now ${form(now)}, highest ${form(highest)}`);
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

/** @param {string} path */
async function act(path) {
  try {
    const answer = await ask(path, 'POST');
    const text = (await answer.text()).trim();
    at('outcome').textContent = answer.ok ? `Done: ${text}.` : `Not done: ${text}.`;
  } catch {
    at('outcome').textContent = 'Not done: the server does not answer.';
  }
  await look();
}

/** What cannot be undone is asked for twice. @param {string} what @param {string} question */
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
    if (sure(`close ${name}`, `Press again to close ${at('room').value} and all its connections.`)) {
      void act(`actions/close-room?room=${name}`);
    }
  } else if (at('place').value === '') {
    at('outcome').textContent = 'Give the number of the place, too.';
  } else {
    void act(`actions/remove-seat?room=${name}&place=${encodeURIComponent(at('place').value)}`);
  }
});
at('block-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  void act(`actions/block?network=${encodeURIComponent(at('network').value)}&minutes=${encodeURIComponent(at('minutes').value)}`);
});
at('emergency-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  void act(`actions/emergency?level=${encodeURIComponent(at('level').value)}`);
});
at('drain-form').addEventListener('submit', (/** @type {any} */ event) => {
  event.preventDefault();
  if (draining) {
    void act('actions/undrain');
  } else if (sure('drain', 'Press again to send everybody away and end the server.')) {
    void act('actions/drain');
  }
});

void look();
void lookBack();
setInterval(() => void look(), 1000);
setInterval(() => void lookBack(), 5000);
