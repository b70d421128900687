/* Keeps an open page fresh: server-sent events where they pass, a conditional look every 30 s
   where they do not. The page is complete without this. Plain old syntax: messengers' browsers. */
(function () {
  'use strict';
  var QUIET = 45000, EVERY = 30000, SHOWN = 15000, OPEN = 905000, LONGEST = 9;
  var base = (location.pathname.match(/^\/c\/[^\/]+/i) || [])[0];
  var live = document.getElementById('live');
  var source = null, heard = 0, asking = false, again = false, hush = 0, ahead = 0, last = 0, cut = false;
  var failed = 0, rest = 0, shuts = 0, pressed = null, sending = false;

  function main() { return document.getElementById('main'); }
  if (!base || !main() || !window.XMLHttpRequest) { return; }

  function now() { return new Date().getTime(); }

  /* Shanghai's time of day, whatever the phone's own clock and zone say. */
  function set() {
    last = now();
    ahead = last - 1000 * main().getAttribute('data-now');
    clearTimeout(shuts);  /* what is personal goes by itself once its quarter of an hour is over */
    if (main().hasAttribute('data-open')) { shuts = setTimeout(look, OPEN); }
  }
  function at() {
    var there = new Date(last - ahead + 8 * 3600000), m = there.getUTCMinutes(), h = there.getUTCHours();
    return (h < 10 ? '0' : '') + h + ':' + (m < 10 ? '0' : '') + m;
  }

  function say(words, stays) {
    live.textContent = '';
    clearTimeout(hush);
    hush = setTimeout(function () {
      live.textContent = words;
      live.className = 'said';
      if (!stays) { hush = setTimeout(silent, SHOWN); }
    }, 50);
  }
  function silent() { clearTimeout(hush); live.textContent = ''; live.className = ''; }

  function current() {
    var clock = document.getElementById('clock');
    last = now();
    failed = 0;
    if (clock) { clock.textContent = clock.getAttribute('data-said').replace('%', at()); }
    if (cut) { cut = false; silent(); }
  }

  /* After each failure one look more is left out, up to five minutes. */
  function offline() {
    failed = Math.min(failed + 1, LONGEST);
    rest = failed;
    if (cut) { return; }
    cut = true;
    say(live.getAttribute('data-offline').replace('%', at()), true);
  }

  /* The steps whose words changed, by name; at most two. */
  function news(old, fresh) {
    var told = [];
    each(fresh.querySelectorAll('[data-told]'), function (one) {
      var twin = old.querySelector('#' + one.id), words = one.getAttribute('data-told');
      if (twin && twin.getAttribute('data-told') !== words) { told.push(words); }
    });
    return [live.getAttribute('data-said')].concat(told.slice(0, 2)).join(' · ');
  }

  function each(list, act) {
    for (var i = 0; i < list.length; i += 1) { act(list[i]); }
  }

  /* What the reader did to the page: what is unfolded, what is typed or ticked and not sent. */
  function keep(old, fresh) {
    each(old.querySelectorAll('details[id]'), function (one) {
      var twin = fresh.querySelector('#' + one.id);
      if (twin) { twin.open = one.open; }
    });
    each(old.querySelectorAll('input[id], textarea[id]'), function (one) {
      var twin = fresh.querySelector('#' + one.id);
      if (!twin) { return; }
      if (one.type === 'checkbox') {
        if (one.checked !== one.defaultChecked) { twin.checked = one.checked; }
      } else if (one.value !== one.defaultValue) { twin.value = one.value; }
    });
  }

  /* What the reader looks at stays where it is, whatever grows above it. */
  function anchor(root) {
    var found = null, settled = false;
    each(root.querySelectorAll('[id]'), function (one) {
      var top = one.getBoundingClientRect().top;
      if (settled || top > window.innerHeight) { return; }
      found = { id: one.id, top: top };
      settled = top >= 0;
    });
    return found;
  }

  function show(text, own) {
    var page = new DOMParser().parseFromString(text, 'text/html');
    var fresh = page && page.getElementById('main');
    var old = main();
    if (!fresh) { location.reload(); return; }
    var place = window.pageYOffset > 0 ? anchor(old) : null;
    var focused = document.activeElement;
    var inside = focused && old.contains(focused) ? focused : null;
    var from = null, to = null;
    try { from = inside && inside.selectionStart; to = inside && inside.selectionEnd; } catch (no) { from = null; }
    fresh = document.importNode(fresh, true);
    keep(old, fresh);
    var words = news(old, fresh);
    old.parentNode.replaceChild(fresh, old);
    var there = place && document.getElementById(place.id);
    if (there) { window.scrollBy(0, there.getBoundingClientRect().top - place.top); }
    var twin = inside && twinOf(inside, fresh);
    if (twin) {
      twin.focus();
      try { if (from !== null) { twin.setSelectionRange(from, to); } } catch (ignored) { /* not of text */ }
    }
    set();
    current();
    var trouble = document.getElementById('trouble');
    if (trouble) { trouble.scrollIntoView(); } else if (!own) { say(words); }
  }

  /* The field or button of the fresh page that stands for one of the old. */
  function twinOf(one, fresh) {
    if (one.id) { return fresh.querySelector('#' + one.id); }
    var found = null;
    each(one.value ? fresh.querySelectorAll('button') : [], function (other) {
      if (!found && other.value === one.value) { found = other; }
    });
    return found;
  }

  function look() {
    if (asking) { again = true; return; }
    asking = true;
    var ask = new XMLHttpRequest();
    ask.open('GET', base + '?if-changed=1&lang=' + document.documentElement.lang.slice(0, 2));
    ask.setRequestHeader('If-None-Match', main().getAttribute('data-tag'));
    ask.setRequestHeader('Accept', 'text/html');
    ask.onload = function () {
      if (ask.status === 304) { current(); }
      if (ask.status >= 500 || ask.status === 429) { offline(); }
      if (ask.status === 200) { show(ask.responseText); }
      if (ask.status === 404 || ask.status === 410) { stop(); location.replace(base); }
    };
    ask.onerror = offline;
    ask.onloadend = function () {
      asking = false;
      if (again) { again = false; look(); }
    };
    ask.send();
  }

  /* A tick is sent without leaving the page; without this the form sends itself. */
  function send(form, button) {
    var ask = new XMLHttpRequest(), said = [];
    function add(one) { said.push(encodeURIComponent(one.name) + '=' + encodeURIComponent(one.value)); }
    each(form.querySelectorAll('input[name]'), add);
    add(button);
    sending = true;
    ask.open('POST', form.getAttribute('action'));
    ask.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    ask.setRequestHeader('Accept', 'text/html');
    ask.onload = function () {
      if (/id="main"/.test(ask.responseText)) { show(ask.responseText, true); } else { offline(); }
    };
    ask.onerror = offline;
    ask.onloadend = function () { sending = false; };
    ask.send(said.join('&'));
  }

  document.addEventListener('click', function (event) {
    var one = event.target;
    while (one && one.tagName !== 'BUTTON') {
      if (one.tagName === 'A' && one.getAttribute('href') === '#private') { setTimeout(ask.bind(0, one), 0); }
      one = one.parentNode;
    }
    pressed = one;
  });
  document.addEventListener('submit', function (event) {
    if (!event.target.hasAttribute('data-quiet') || !pressed) { return; }
    event.preventDefault();
    if (!sending) { send(event.target, pressed); }
  });

  /* The PIN is asked for; after it one is back where one came from. */
  function ask(link) {
    var pin = document.getElementById('pin'), part = document.getElementById('part');
    while (link && link.tagName !== 'SECTION') { link = link.parentNode; }
    if (part && link) { part.value = link.id; }
    if (pin) { pin.focus(); }
  }

  function stop() {
    if (source) { source.close(); source = null; }
  }

  function listen() {
    if (!window.EventSource || source) { return; }
    source = new EventSource(base + '/events?seen=' + main().getAttribute('data-seen'));
    source.addEventListener('here', function () { heard = now(); current(); });
    source.addEventListener('moved', function () { heard = now(); look(); });
    source.onerror = function () {
      heard = 0;
      if (source && source.readyState === 2) { source = null; }
      look();
    };
  }

  setInterval(function () {
    if (document.hidden || now() - heard <= QUIET) { return; }
    if (rest > 0) { rest -= 1; return; }
    look();
    listen();
  }, EVERY);

  document.addEventListener('visibilitychange', function () {
    if (document.hidden) { stop(); } else { look(); listen(); }
  });
  window.addEventListener('pagehide', stop);
  window.addEventListener('pageshow', function (event) { if (event.persisted) { look(); listen(); } });
  window.addEventListener('offline', offline);
  window.addEventListener('online', function () { rest = 0; look(); listen(); });
  /* What an address points at may be folded away. */
  function unfold() {
    var one = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    var to = one;
    while (one) {
      if (one.tagName === 'DETAILS') { one.open = true; }
      one = one.parentNode;
    }
    if (to) { to.scrollIntoView(); }
  }

  /* Paper shows what is folded. */
  window.addEventListener('beforeprint', function () {
    each(document.querySelectorAll('#where details, #now details, #bring details, #days details, #steps details:not(#picture), #call details'), function (one) { one.open = true; });
  });
  window.addEventListener('hashchange', unfold);
  unfold();
  set();
  listen();
}());
