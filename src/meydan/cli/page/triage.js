(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const told = form.querySelector("output");
  const rows = [...document.querySelectorAll("tr[data-urgency]")];
  const words = rows.map((row) => row.querySelector(".text").textContent.toLocaleLowerCase(document.documentElement.lang));
  const show = () => {
    const urgency = form.elements.urgency.value;
    const label = form.elements.label.value;
    const search = form.elements.search.value.trim().toLocaleLowerCase(document.documentElement.lang);
    let shown = 0;
    rows.forEach((row, place) => {
      const fits = (!urgency || row.dataset.urgency === urgency)
        && (!label || row.dataset.labels.split(" ").includes(label))
        && (!search || words[place].includes(search));
      row.hidden = !fits;
      shown += fits;
    });
    for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("tr[data-urgency]:not([hidden])");
    told.textContent = (shown === 1 ? told.dataset.one : told.dataset.other).replace("{n}", shown);
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
})();
