// The page of the sample: every text goes in as text, never as markup.

import { followTrail, leaveTrail } from './trail.js';

const KINDS = {
  fact: 'True until a newer fact on its topic replaces it.',
  instruction: 'How to behave, until a newer one on its topic.',
  event: 'Something that happened. It is never replaced.',
  task: 'Something to do. It expires after a day.',
};
const CHANNELS = {
  topic: 'It is what is current on the topic asked for',
  keyword: 'Words of the question occur in it',
  vector: 'Its meaning is near to the question',
};
const EXAMPLES = [
  { type: 'fact', topic: 'user.diet', summary: 'I have been vegetarian since 2024', keywords: 'food eat' },
  { type: 'fact', topic: 'user.diet', summary: 'I have been vegan since 2026', keywords: 'food eat' },
  { type: 'instruction', topic: 'reply.tone', summary: 'Answer in short sentences', keywords: 'style' },
  { type: 'event', summary: 'Deployed version 2 to production', keywords: 'release' },
];
const MAIN = 'main';
const PATIENCE = 15_000;
const LOOK_AGAIN = 3_000;

const $ = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** An answer that is not a success: its text is for the reader, its errors name fields. */
class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

/** The branch that everything on the page happens on. */
let branch = MAIN;

/** The path, on that branch. */
function here(path) {
  return branch === MAIN ? path : `${path}${path.includes('?') ? '&' : '?'}branch=${encodeURIComponent(branch)}`;
}

async function call(method, path, { json, form, signal } = {}) {
  const headers = { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' };
  const token = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/);
  if (method !== 'GET' && token) {
    headers['X-XSRF-TOKEN'] = decodeURIComponent(token[1]);
  }
  if (json) {
    headers['Content-Type'] = 'application/json';
  }
  const limit = AbortSignal.timeout(PATIENCE);
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: json ? JSON.stringify(json) : form,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Problem(0, 'The application cannot be reached. Is it running?');
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) {
    return body;
  }
  if (response.status === 401 && path !== '/login') {
    showSignIn('You were signed out. Sign in to go on.');
  }
  throw new Problem(response.status, body.detail ?? `The application answered ${response.status}.`, body.errors);
}

/* Small helpers */

function notice(element, text, kind = 'info') {
  element.textContent = text;
  element.dataset.kind = kind;
  element.hidden = !text;
}

/** Shows each error beside its field and returns what belongs to no field. */
function showFieldErrors(form, errors) {
  const strange = [];
  for (const { field, message } of errors) {
    const place = $(`${field}-error`);
    if (place && form.contains(place)) {
      notice(place, `${form.querySelector(`label[for="${field}"]`).firstChild.textContent.trim()} ${message}.`);
      $(field).setAttribute('aria-invalid', 'true');
    } else {
      strange.push(`${field} ${message}.`);
    }
  }
  form.querySelector('[aria-invalid]')?.focus();
  return strange.join(' ');
}

function clearFieldErrors(form) {
  form.querySelectorAll('.field-error').forEach((place) => notice(place, ''));
  form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
}

/** Runs one submission of a form at a time. */
function onSubmit(form, action) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.getAttribute('aria-busy') === 'true') {
      return;
    }
    form.setAttribute('aria-busy', 'true');
    try {
      await action(new FormData(form));
    } finally {
      form.removeAttribute('aria-busy');
    }
  });
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/* Signing in and out */

function showSignIn(message, hint) {
  leaveTrail();
  $('memory').hidden = true;
  $('sign-out').hidden = true;
  $('welcome').hidden = false;
  notice($('sign-in-status'), message ?? '');
  if (hint !== undefined) {
    notice($('hint'), hint ?? '');
  }
  $('username').focus();
}

let lastUser;

function showMemory(user) {
  if (lastUser !== user) {
    clearMemory();
  }
  lastUser = user;
  $('welcome').hidden = true;
  $('user').textContent = user;
  $('sign-out').hidden = false;
  $('memory').hidden = false;
  $('summary').focus({ preventScroll: true });
  showVersions();
  showErasures();
  // It also ends when nobody is signed in any more, which the answer to this says.
  followTrail(() => call('GET', '/api/session')
    .then(({ user: still }) => still || showSignIn('You were signed out. Sign in to go on.')));
}

/** Leaves nothing of one user to the next. */
function clearMemory() {
  leaveTrail();
  for (const form of ['remember', 'ask', 'checkpoint', 'fork', 'erase']) {
    $(form).reset();
    clearFieldErrors($(form));
  }
  showKind();
  notice($('remember-status'), '');
  notice($('versions-status'), '');
  branch = MAIN;
  $('branch').replaceChildren();
  $('checkpoints').replaceChildren();
  clearErasures();
  clearResults();
}

function clearResults() {
  asked = undefined;
  searching?.abort();
  $('results').replaceChildren();
  $('recall-status').textContent = 'Nothing asked yet.';
  $('recall-empty').hidden = false;
}

async function refreshSession(message) {
  const { user, hint } = await call('GET', '/api/session');
  if (user) {
    showMemory(user);
  } else {
    showSignIn(message, hint);
  }
}

onSubmit($('sign-in'), async (data) => {
  notice($('sign-in-status'), '');
  try {
    await call('POST', '/login', { form: new URLSearchParams(data) });
    $('sign-in').reset();
    await refreshSession();
  } catch (problem) {
    const refused = problem.status === 401;
    notice($('sign-in-status'), refused ? 'Name or password is wrong.' : problem.message, 'error');
    $(refused ? 'password' : 'username').select();
  }
});

onSubmit($('sign-out'), async () => {
  stopLooking();
  try {
    await call('POST', '/logout');
    clearMemory();
    lastUser = undefined;
    await refreshSession();
  } catch (problem) {
    notice($('remember-status'), problem.message, 'error');
    showErasures();
  }
});

/* Remember */

function showKind() {
  const kind = new FormData($('remember')).get('type');
  $('type-help').textContent = KINDS[kind];
  const hasTopic = kind === 'fact' || kind === 'instruction';
  $('topic-field').hidden = !hasTopic;
  $('topic').disabled = !hasTopic;
}

$('remember').addEventListener('change', showKind);

onSubmit($('remember'), async (data) => {
  const form = $('remember');
  clearFieldErrors(form);
  notice($('remember-status'), '');
  const memory = Object.fromEntries([...data].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  if (!memory.summary) {
    showFieldErrors(form, [{ field: 'summary', message: 'must not be empty' }]);
    return;
  }
  try {
    const { status, superseded } = await call('POST', here('/api/memories'), { json: memory });
    const said = {
      created: superseded.length ? 'Remembered. It replaces what was current on the topic.' : 'Remembered.',
      revived: 'Known from before, and current again.',
      duplicate: 'Known already. Nothing changed.',
    };
    form.reset();
    form.querySelector(`[value="${CSS.escape(memory.type)}"]`).checked = true;
    showKind();
    notice($('remember-status'), said[status] ?? status, 'good');
    $('summary').focus();
    if (asked) {
      await recall(asked);
    }
  } catch (problem) {
    notice($('remember-status'), problem.errors?.length ? showFieldErrors(form, problem.errors) : problem.message, 'error');
  }
});

for (const example of EXAMPLES) {
  const button = element('button', 'plain', example.summary);
  button.type = 'button';
  button.addEventListener('click', () => {
    const form = $('remember');
    form.reset();
    clearFieldErrors(form);
    notice($('remember-status'), '');
    form.querySelector(`[value="${example.type}"]`).checked = true;
    $('topic').value = example.topic ?? '';
    $('summary').value = example.summary;
    $('keywords').value = example.keywords;
    showKind();
    form.querySelector('.primary').focus();
  });
  const item = document.createElement('li');
  item.append(element('span', 'kind', example.type), button);
  item.firstChild.dataset.kind = example.type;
  $('examples').append(item);
}

/* Ask */

let asked;
let searching;

async function recall(query) {
  searching?.abort();
  const mine = new AbortController();
  searching = mine;
  const status = $('recall-status');
  $('results').setAttribute('aria-busy', 'true');
  status.textContent = 'Recalling…';
  try {
    const { memories } = await call('GET', here(`/api/recall?${query}`), { signal: mine.signal });
    asked = query;
    $('results').replaceChildren(...memories.map((memory) => result(memory, memories[0].score)));
    status.textContent = memories.length === 1 ? '1 memory recalled.' : `${memories.length} memories recalled.`;
    $('recall-empty').hidden = memories.length > 0;
  } catch (problem) {
    if (problem.name === 'AbortError') {
      return;
    }
    $('results').replaceChildren();
    status.textContent = problem.message;
  } finally {
    if (searching === mine) {
      $('results').removeAttribute('aria-busy');
    }
  }
}

onSubmit($('ask'), async (data) => {
  clearFieldErrors($('ask'));
  const query = new URLSearchParams([...data].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  if (![...query].length) {
    showFieldErrors($('ask'), [{ field: 'q', message: 'or topic must be given' }]);
    return;
  }
  await recall(query);
});

function result(memory, best) {
  const item = $('result-template').content.cloneNode(true).firstElementChild;
  const part = (name) => item.querySelector(name);
  item.dataset.id = memory.id;
  part('.kind').textContent = memory.type;
  part('.kind').dataset.kind = memory.type;
  part('.topic').textContent = memory.topic ?? '';
  part('.topic').hidden = !memory.topic;
  part('.summary').textContent = memory.summary;
  part('time').dateTime = memory.createdAt;
  part('time').textContent = time.format(new Date(memory.createdAt));
  part('.keywords').textContent = memory.keywords ? `· ${memory.keywords}` : '';
  part('meter').value = memory.score / best;
  part('meter').textContent = memory.score;
  part('.score').textContent = memory.score.toFixed(4);
  for (const channel of memory.channels) {
    const chip = element('li', 'channel', channel);
    chip.dataset.channel = channel;
    chip.title = CHANNELS[channel] ?? '';
    part('.channels').append(chip);
  }
  const about = `: ${memory.summary}`;
  part('.history').append(element('span', 'visually-hidden', about));
  part('.history').addEventListener('click', () => toggleChain(item));
  part('.forget').append(element('span', 'visually-hidden', about));
  part('.forget').addEventListener('click', () => forget(item, memory));
  return item;
}

/* History */

async function toggleChain(item) {
  const button = item.querySelector('.history');
  const chain = item.querySelector('.chain');
  const open = button.getAttribute('aria-expanded') !== 'true';
  button.setAttribute('aria-expanded', String(open));
  chain.hidden = !open;
  if (!open) {
    return;
  }
  const status = chain.querySelector('.status');
  status.textContent = 'Looking back…';
  try {
    const { memories, complete } = await call('GET', here(`/api/memories/${item.dataset.id}/chain`));
    chain.querySelector('ol').replaceChildren(...memories.map(link));
    const alone = memories.length === 1 && !memories[0].supersededBy;
    status.textContent = alone ? 'It replaced nothing and nothing replaced it.' : complete ? '' : 'The far ends are left out.';
  } catch (problem) {
    chain.querySelector('ol').replaceChildren();
    status.textContent = problem.message;
  }
}

function link(memory) {
  const item = element('li', memory.supersededBy ? 'replaced' : 'current', '');
  const remembered = `Remembered ${time.format(new Date(memory.createdAt))}`;
  item.append(
    element('strong', 'state', memory.supersededBy ? 'Replaced' : 'Current'),
    element('span', 'text', memory.summary),
    element('span', 'when', memory.supersededAt ? `${remembered} · replaced ${time.format(new Date(memory.supersededAt))}` : remembered),
  );
  return item;
}

/* Asking back */

/** Returns whether the answer was yes. */
async function confirmed({ title, text, meaning, yes, no }) {
  const dialog = $('confirm');
  $('confirm-title').textContent = title;
  $('confirm-text').textContent = text;
  $('confirm-meaning').textContent = meaning;
  $('confirm-yes').textContent = yes;
  $('confirm-no').textContent = no;
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener('close', closed, { once: true }));
  return dialog.returnValue === 'yes';
}

/* Forget */

async function forget(item, memory) {
  const sure = await confirmed({
    title: 'Forget this memory?',
    text: memory.summary,
    meaning: 'What it had replaced stays replaced. Only a rewind to a checkpoint before now would bring it back.',
    yes: 'Forget it',
    no: 'Keep it',
  });
  if (!sure) {
    return;
  }
  const status = $('recall-status');
  try {
    await call('DELETE', here(`/api/memories/${memory.id}`));
  } catch (problem) {
    if (problem.status !== 404) {
      status.textContent = problem.message;
      return;
    }
  }
  item.remove();
  status.textContent = 'Forgotten.';
  status.focus();
}

/* Checkpoints and branches */

const versions = $('versions-status');

/** Shows which branches and checkpoints there are. */
async function showVersions() {
  try {
    const { branches } = await call('GET', '/api/branches');
    const current = branches.find(({ name }) => name === branch);
    if (!current) {
      return goTo(MAIN, `The branch ${branch} is gone.`);
    }
    $('branch').replaceChildren(...branches.map(({ name }) => new Option(name, name, false, name === branch)));
    $('branch-help').textContent = current.expiresAt
      ? `Everything on this page happens on this branch, until it goes at ${time.format(new Date(current.expiresAt))}.`
      : 'Everything on this page happens on this branch.';
    $('delete-branch').hidden = branch === MAIN;
    const { checkpoints } = await call('GET', here('/api/checkpoints'));
    $('checkpoints').replaceChildren(...checkpoints.map(checkpoint));
  } catch (problem) {
    notice(versions, problem.message, 'error');
  }
  return undefined;
}

function checkpoint({ name, setAt }) {
  const item = element('li', '', '');
  const button = element('button', 'plain', 'Rewind');
  button.type = 'button';
  button.append(element('span', 'visually-hidden', ` to ${name}`));
  button.addEventListener('click', () => rewind(name));
  const when = element('time', 'when', time.format(new Date(setAt)));
  when.dateTime = setAt;
  item.append(element('strong', 'text', name), when, button);
  return item;
}

/** Turns the page to a branch and says why. */
async function goTo(name, said, kind) {
  branch = name;
  clearResults();
  await showVersions();
  notice(versions, said, kind);
}

$('branch').addEventListener('change', () => goTo($('branch').value, `This is the branch ${$('branch').value}.`));

/** Says what went wrong: beside the field where it can. */
function complain(form, problem, place = versions) {
  const errors = (problem.errors ?? []).map((error) => ({ ...error, field: `${form.id}-${error.field}` }));
  notice(place, errors.length ? showFieldErrors(form, errors) : problem.message, 'error');
}

function onName(form, action) {
  onSubmit(form, async (data) => {
    clearFieldErrors(form);
    notice(versions, '');
    try {
      await action(data.get('name').trim());
    } catch (problem) {
      complain(form, problem);
    }
  });
}

onName($('checkpoint'), async (name) => {
  await call('POST', here('/api/checkpoints'), { json: { name } });
  $('checkpoint').reset();
  await showVersions();
  notice(versions, `Checkpoint set: ${name}.`, 'good');
});

onName($('fork'), async (name) => {
  await call('POST', here('/api/branches'), { json: { name } });
  $('fork').reset();
  await goTo(name, `This is the branch ${name}. What you do now changes nothing on the other.`, 'good');
});

async function rewind(name) {
  const sure = await confirmed({
    title: 'Rewind to this checkpoint?',
    text: name,
    meaning: `Everything on the branch ${branch} becomes what it was then. What came after is gone; other branches keep theirs.`,
    yes: 'Rewind',
    no: 'Stay',
  });
  if (!sure) {
    return;
  }
  try {
    await call('POST', here('/api/rewind'), { json: { to: name } });
    const query = asked;
    await goTo(branch, `Back at ${name}.`, 'good');
    if (query) {
      await recall(query);
    }
  } catch (problem) {
    notice(versions, problem.message, 'error');
  }
}

$('delete-branch').addEventListener('click', async () => {
  const name = branch;
  const sure = await confirmed({
    title: 'Delete this branch?',
    text: name,
    meaning: 'What was remembered on it is gone. Other branches keep theirs.',
    yes: 'Delete it',
    no: 'Keep it',
  });
  if (!sure) {
    return;
  }
  try {
    await call('DELETE', `/api/branches/${encodeURIComponent(name)}`);
    await goTo(MAIN, `The branch ${name} is gone.`, 'good');
  } catch (problem) {
    notice(versions, problem.message, 'error');
  }
});

/* Forget for good */

const STATES = {
  pending: 'Waiting for history to go',
  blocked: 'Blocked',
  completed: 'Gone from everywhere',
};

let looking;
let nextLook;

function stopLooking() {
  clearTimeout(nextLook);
  looking?.abort();
}

function clearErasures() {
  stopLooking();
  notice($('erase-status'), '');
  $('erasure-list').replaceChildren();
}

/** Shows what was erased, and looks again as long as something is open. */
async function showErasures() {
  stopLooking();
  const mine = new AbortController();
  looking = mine;
  let open = true;
  try {
    const { erasures } = await call('GET', '/api/erasures', { signal: mine.signal });
    const list = $('erasure-list');
    const before = new Map([...list.children].map((item) => [item.dataset.id, item]));
    list.replaceChildren(...erasures.map((erasure) => {
      const known = before.get(erasure.id);
      // What has not changed stays as it is, opened or not.
      return known?.dataset.told === JSON.stringify(erasure) ? known : erasureItem(erasure);
    }));
    open = erasures.some(({ status }) => status !== 'completed');
  } catch (problem) {
    if (problem.name === 'AbortError') {
      return;
    }
    notice($('erase-status'), problem.message, 'error');
    open = problem.status !== 401;
  }
  if (open && looking === mine) {
    nextLook = setTimeout(showErasures, LOOK_AGAIN);
  }
}

function erasureItem(erasure) {
  const item = $('erasure-template').content.cloneNode(true).firstElementChild;
  const part = (name) => item.querySelector(name);
  item.dataset.id = erasure.id;
  item.dataset.told = JSON.stringify(erasure);
  item.dataset.status = erasure.status;
  part('.text').textContent = erasure.topic ?? erasure.id;
  part('.state').textContent = STATES[erasure.status] ?? erasure.status;
  part('.when').textContent = aboutErasure(erasure);
  if (erasure.receipt) {
    part('details').hidden = false;
    part('.verification').textContent = `${erasure.verification}.`;
    part('.verification').dataset.verified = erasure.verified;
    part('pre').textContent = JSON.stringify(erasure.receipt, null, 2);
    part('pre').setAttribute('aria-label', `Receipt of ${erasure.topic ?? erasure.id}`);
  }
  return item;
}

function aboutErasure({ type, memories, branch: on, blockedBy, status, graceUntil, completedAt }) {
  const what = `${memories} ${memories === 1 ? type : `${type}s`} on ${on}`;
  if (blockedBy) {
    const named = [
      ...blockedBy.checkpoints.map((name) => `checkpoint ${name}`),
      ...blockedBy.branches.map((name) => `branch ${name}`),
    ];
    return `${what} · still held by ${named.join(', ')}. Set the checkpoint again or delete the branch.`;
  }
  if (status === 'completed') {
    return `${what} · ${time.format(new Date(completedAt))}`;
  }
  return new Date(graceUntil) > new Date() ? `${what} · a rewind can bring it back until ${time.format(new Date(graceUntil))}` : what;
}

onSubmit($('erase'), async (data) => {
  const form = $('erase');
  const topic = data.get('topic').trim();
  clearFieldErrors(form);
  notice($('erase-status'), '');
  if (!topic) {
    showFieldErrors(form, [{ field: 'erase-topic', message: 'must not be blank' }]);
    return;
  }
  const sure = await confirmed({
    title: 'Forget everything on this topic for good?',
    text: topic,
    meaning: 'It is gone at once, and then from the history too: no rewind brings it back. Checkpoints and branches that still hold it are named.',
    yes: 'Erase it',
    no: 'Keep it',
  });
  if (!sure) {
    return;
  }
  try {
    await call('POST', here('/api/erasures'), { json: { topic } });
    form.reset();
    notice($('erase-status'), `Forgotten: ${topic}. The receipt follows.`, 'good');
    if (asked) {
      await recall(asked);
    }
    await showErasures();
  } catch (problem) {
    complain(form, problem, $('erase-status'));
  }
});

showKind();
refreshSession().catch((problem) => showSignIn(problem.message));
