'use strict';
for (const call of document.querySelectorAll('.call')) {
  const line = call.querySelector('.origin');
  const idle = line ? line.textContent : '';
  const marks = [...call.querySelectorAll('[data-o]')];
  const numbers = (mark) => mark.dataset.o.split(' ');
  const show = (event) => {
    const at = event.target.closest('[data-o]');
    const lit = at ? numbers(at) : [];
    for (const mark of marks) {
      mark.classList.toggle('lit', numbers(mark).some((number) => lit.includes(number)));
    }
    if (line) line.textContent = (at && at.dataset.w) || idle;
  };
  call.addEventListener('mouseover', show);
  call.addEventListener('focusin', show);
}
