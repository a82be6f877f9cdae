// Draws openapi.json. Texts enter the page as text alone, never as markup.
'use strict';

const make = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
};

const limits = schema => [
  ['minLength', 'at least', 'characters'], ['maxLength', 'at most', 'characters'], ['minItems', 'at least', 'items'], ['maxItems', 'at most', 'items'],
  ['minProperties', 'at least', 'entries'], ['maxProperties', 'at most', 'entries'], ['minimum', 'from'], ['exclusiveMinimum', 'more than'], ['maximum', 'to'],
  ['exclusiveMaximum', 'less than'], ['pattern', 'matches'], ['default', 'default'],
].filter(([word]) => schema[word] !== undefined).map(([word, before, after]) => [before, schema[word].toLocaleString('en'), after].filter(Boolean).join(' '));

const nameOf = schema => {
  if (!schema) return 'anything';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.oneOf) return schema.oneOf.map(nameOf).join(' or ');
  if (schema.enum) return schema.enum.map(word => JSON.stringify(word)).join(', ');
  const types = [schema.type ?? 'anything'].flat();
  const own = types.map(type => type === 'array' ? `array of ${nameOf(schema.items)}` : type).join(' or ');
  return schema.format ? `${own} (${schema.format})` : own;
};

const fact = (name, schema, required, meaning) => make('tr', {},
  make('td', {}, make('code', { textContent: name }), required ? ' required' : ''),
  make('td', {}, make('code', { textContent: nameOf(schema) }), limits(schema).length ? make('div', { className: 'dim', textContent: limits(schema).join(', ') }) : null),
  make('td', { textContent: meaning ?? '' }));

const table = (caption, rows) => rows.length === 0 ? null : make('table', {},
  make('thead', {}, make('tr', {}, ...[caption, 'Type and limits', 'Meaning'].map(text => make('th', { scope: 'col', textContent: text })))),
  make('tbody', {}, ...rows));

// What a reference of this document leads to; anything else is itself.
const resolve = (api, node) => node?.$ref ? node.$ref.split('/').slice(1).reduce((part, name) => part[name], api) : node;

// The schemas that a body consists of, each once.
const parts = (api, schema, found = new Map()) => {
  if (!schema || typeof schema !== 'object') return found;
  if (schema.$ref && !found.has(nameOf(schema))) {
    found.set(nameOf(schema), resolve(api, schema));
    parts(api, resolve(api, schema), found);
  }
  for (const inner of [schema.items, schema.additionalProperties, ...(schema.oneOf ?? []), ...Object.values(schema.properties ?? {})]) parts(api, inner, found);
  return found;
};

const fields = (api, schema) => {
  const all = parts(api, schema);
  if (schema?.properties) all.set('Fields', schema);
  return [...all].filter(([, part]) => part.properties).flatMap(([name, part]) => [
    make('h3', { textContent: name }), part.description ? make('p', { className: 'dim', textContent: part.description }) : null,
    table('Field', Object.entries(part.properties).map(([field, property]) => fact(field, property, part.required?.includes(field), property.description))),
  ]);
};

const example = value => value === undefined ? null : make('pre', { tabIndex: 0, textContent: typeof value === 'string' ? value : JSON.stringify(value, null, 2) });

const body = (api, title, content) => Object.entries(content ?? {}).flatMap(([type, media]) => [
  make('h3', { textContent: `${title}: ${type}` }), example(media.example), ...(media.schema ? fields(api, media.schema) : []),
]);

const draw = (api, path, method, operation) => {
  const inside = make('div', { className: 'inside' });
  const whole = make('details', { id: operation.operationId },
    make('summary', {}, make('span', { className: 'method', textContent: method }), make('code', { textContent: api.servers[0].url + path }), make('span', { textContent: operation.summary })),
    inside);
  whole.addEventListener('toggle', () => {
    if (inside.hasChildNodes()) return;
    const answers = Object.entries(operation.responses).map(([status, answer]) => [status, resolve(api, answer)]);
    inside.append(...[
      make('p', { className: 'dim' }, 'Operation ', make('code', { textContent: operation.operationId })),
      operation.description ? make('p', { textContent: operation.description }) : null,
      table('Parameter', (operation.parameters ?? []).map(p => fact(`${p.name} (${p.in})`, p.schema, p.required, p.description))),
      ...body(api, 'Body', operation.requestBody?.content),
      ...answers.filter(([status]) => status < '4').flatMap(([status, answer]) => body(api, `Answer ${status}`, answer.content)),
      make('h3', { textContent: 'Answers' }),
      make('table', {}, make('tbody', {}, ...answers.map(([status, answer]) => make('tr', {}, make('td', {}, make('code', { textContent: status })), make('td', { textContent: answer.description }))))),
    ].filter(Boolean));
  });
  return { whole, words: `${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase() };
};

const show = api => {
  const main = document.getElementById('operations');
  const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ tag: operation.tags[0], ...draw(api, path, method, operation) })));
  const groups = api.tags.map(tag => ({ tag, list: operations.filter(operation => operation.tag === tag.name) }))
    .map(({ tag, list }) => ({ list, section: make('section', {}, make('h2', { id: `tag-${tag.name}`, textContent: tag.name }), make('p', { className: 'dim', textContent: tag.description }), ...list.map(o => o.whole)) }));
  main.replaceChildren(make('p', { className: 'about', textContent: api.info.description.replaceAll('**', '').replaceAll('`', '') }), ...groups.map(group => group.section));
  document.getElementById('contents').replaceChildren(...api.tags.map(tag => make('a', { href: `#tag-${tag.name}`, textContent: tag.name })));
  document.getElementById('find').addEventListener('input', event => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of groups) {
      for (const operation of group.list) operation.whole.hidden = !words.every(word => operation.words.includes(word));
      group.section.hidden = group.list.every(operation => operation.whole.hidden);
    }
  });
  const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (asked instanceof HTMLDetailsElement) asked.open = true;
  asked?.scrollIntoView();
};

fetch('openapi.json')
  .then(answer => answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status} ${answer.statusText}`)))
  .then(show)
  .catch(fault => document.getElementById('operations').replaceChildren(make('p', { role: 'alert', textContent: `The document cannot be shown: ${fault.message}` })));
