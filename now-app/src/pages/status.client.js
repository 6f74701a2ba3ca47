// The status page talks to the same REST API as the relay; api_user is not needed, viewer is enough.
(function () {
  var base = '/api/x_alrt_relay/v1';

  function call(method, path) {
    var options = {
      method: method,
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'X-UserToken': window.g_ck,
      },
    };
    if (method !== 'GET') options.body = '{}';
    return fetch(base + path, options).then(function (response) {
      if (!response.ok) throw new Error('HTTP ' + response.status + whatToDo(response.status));
      return response.json().then(function (body) {
        return body.result;
      });
    });
  }

  function whatToDo(status) {
    if (status === 401) return '. You are no longer signed in: load this page again.';
    if (status === 403) return '. It takes the role x_alrt_relay.viewer or x_alrt_relay.admin.';
    return '';
  }

  function place(id) {
    return document.getElementById('alert-relay-' + id);
  }

  /** Cells are texts, or {text, className}. Nothing is ever read as HTML. */
  function table(headings, rows) {
    var element = document.createElement('table');
    addRow(element.createTHead(), headings, 'th');
    var body = element.createTBody();
    rows.forEach(function (row) {
      addRow(body, row, 'td');
    });
    return element;
  }

  function addRow(parent, cells, kind) {
    var row = parent.insertRow();
    cells.forEach(function (cell) {
      var element = document.createElement(kind);
      element.textContent = typeof cell === 'object' ? cell.text : String(cell);
      if (typeof cell === 'object') element.className = cell.className;
      row.appendChild(element);
    });
  }

  function verdict(isGood, text) {
    return { text: text, className: isGood === true ? 'good' : 'bad' };
  }

  function show(id, element) {
    place(id).replaceChildren(element);
  }

  function say(id, text) {
    show(id, document.createTextNode(text));
  }

  function complain(id) {
    return function (error) {
      say(id, 'This did not work: ' + error.message);
    };
  }

  function showStatus(status) {
    place('instance').textContent =
      'Version ' +
      status.app_version +
      ' on ' +
      status.instance.name +
      ' (' +
      status.instance.id +
      ')';
    if (status.connections.length === 0) {
      say(
        'connections',
        'No relay has connected yet. A relay introduces itself when it starts and can sign in here.',
      );
      return;
    }
    show(
      'connections',
      table(
        [
          'Connection',
          'Workspace',
          'State',
          'Relay',
          'Last call of the relay',
          'Last success',
          'Last failure',
          'Waiting',
          'Oldest',
          'Failed',
          'Linked',
        ],
        status.connections.map(function (one) {
          return [
            one.connection,
            one.workspace,
            verdict(
              one.state === 'connected' && one.silent === false,
              one.last_error === '' ? one.state : one.state + ': ' + one.last_error,
            ),
            one.mode === 'pull' ? 'fetches' : one.relay_url,
            one.last_heard,
            one.last_success,
            one.last_failure,
            one.waiting,
            one.waiting === 0 ? '' : one.oldest_waiting_minutes + ' min',
            verdict(one.dead === 0, String(one.dead)),
            one.linked,
          ];
        }),
      ),
    );
  }

  function showChecks(answer) {
    if (answer.checks.length === 0) {
      say(
        'checks',
        'No relay was called: none is connected, or each fetches by itself. "Last call of the relay" above says when it last did.',
      );
      return;
    }
    show(
      'checks',
      table(
        ['Check', 'Result', 'Meaning', 'What to do'],
        answer.checks.map(function (check) {
          return [
            check.name,
            verdict(check.ok, check.ok === true ? 'good' : 'not good'),
            check.detail,
            check.remedy === undefined ? '' : check.remedy,
          ];
        }),
      ),
    );
  }

  function onClick(id, method, path) {
    place(id).addEventListener('click', function () {
      say('checks', 'Working…');
      call(method, path).then(showChecks).catch(complain('checks'));
    });
  }

  onClick('preflight', 'GET', '/preflight');
  onClick('test-event', 'POST', '/self-test?only=calls');
  onClick('self-test', 'POST', '/self-test?record=true');
  call('GET', '/status')
    .then(showStatus)
    .catch(function (error) {
      say('instance', '');
      complain('connections')(error);
    });
})();
