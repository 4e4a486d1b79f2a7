// What the reader predicted, and what the runs said: kept by the browser, if it
// keeps anything for this page.

const key = "socketlab.records";
const most = 2000; // records

// Spreadsheets take what begins with these for a formula.
const formula = /^[=+\-@\t\r]/;

const columns = ["nickname", "lesson", "experiment", "prediction", "verdict", "held", "seed", "time"];

export class Records {
  #all = read();

  // add keeps a record: { lesson, experiment, prediction, verdict, held, seed, time },
  // texts; of an experiment that has not been run the last four are empty. held is
  // whether the prediction did.
  add(record) {
    this.#all = [...this.#all, record].slice(-most);
    try {
      localStorage.setItem(key, JSON.stringify(this.#all));
    } catch {
      // They are kept until the page is left.
    }
  }

  // last returns an experiment's last record.
  last(lesson, experiment) {
    return this.#all.findLast((one) => one.lesson === lesson && one.experiment === experiment);
  }

  // csv returns all of them as a table (RFC 4180), with the mark by which Excel
  // knows UTF-8.
  csv(nickname) {
    const rows = this.#all.filter((one) => one.time).map((one) => columns.map((name) => cell(name === "nickname" ? nickname : one[name])));
    return "\ufeff" + [columns, ...rows].map((row) => row.join(",") + "\r\n").join("");
  }
}

function cell(value) {
  const text = String(value ?? "");
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function read() {
  try {
    const all = JSON.parse(localStorage.getItem(key));
    return Array.isArray(all) ? all.filter((one) => typeof one === "object" && one) : [];
  } catch {
    return [];
  }
}

// fileOf returns the name of a nickname's table, of what every system has in names.
export function fileOf(nickname) {
  const safe = nickname.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return ["socketlab", safe].filter(Boolean).join("-") + ".csv";
}

// save has the browser save a text as a file.
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the download has begun by then
}
