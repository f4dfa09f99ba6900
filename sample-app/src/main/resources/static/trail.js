// What happened to the memory of whoever is signed in, as it happens.

const ACTIONS = {
  'memory.ingest': 'Remembered',
  'memory.forget': 'Forgotten',
  'memory.session_end': 'Session ended',
  'memory.extract': 'Extracted',
  'memory.recall': 'Recalled',
  'memory.get': 'Looked at',
  'memory.ask': 'Asked',
  'ai.extract': 'Sent to a model for extraction',
  'ai.ask': 'Sent to a model for an answer',
  'ai.embed': 'Sent to a model for embedding',
  'policy.update': 'Policy changed',
  'token.mint': 'Token made',
  'db.delete': 'Memory deleted',
  'erasure.requested': 'Erasure asked for',
  'erasure.completed': 'Erased',
};
const SHOWN = 50;

const list = document.getElementById('trail');
const status = document.getElementById('trail-status');
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });

let source;

/** Shows the trail until it is left; says so when it can no longer be had. */
export function followTrail(refused) {
  leaveTrail();
  status.textContent = 'Connecting…';
  const mine = new EventSource('/api/trail');
  source = mine;
  mine.addEventListener('open', () => {
    // The newest come again with each connection.
    list.replaceChildren();
    status.textContent = 'What happened, a moment after it did.';
  });
  mine.addEventListener('message', ({ data }) => show(JSON.parse(data)));
  mine.addEventListener('error', () => {
    const over = mine.readyState === EventSource.CLOSED;
    status.textContent = over ? 'The trail cannot be had.' : 'The connection is gone; trying again…';
    if (over && source === mine) {
      refused();
    }
  });
}

/** Stops, and leaves nothing to the next user. */
export function leaveTrail() {
  source?.close();
  source = undefined;
  list.replaceChildren();
  status.textContent = '';
}

function show({ time: at, action, outcome, branch, resource, count }) {
  const item = document.createElement('li');
  const when = part('time', 'when', time.format(new Date(at)));
  when.dateTime = new Date(at).toISOString();
  const about = [action, outcome !== 'ok' && outcome, count && `${count}×`, resource, branch].filter(Boolean);
  item.append(part('strong', 'text', ACTIONS[action] ?? action), when, part('span', 'about', about.join(' · ')));
  list.prepend(item);
  while (list.children.length > SHOWN) {
    list.lastElementChild.remove();
  }
}

function part(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
