/* The print button; without this Ctrl+P does the same. */
(function () {
  'use strict';
  var button = document.getElementById('print');
  button.hidden = false;
  button.addEventListener('click', function () { window.print(); });
}());
