// Which lessons are done. Only this browser knows: nothing is sent anywhere.

const key = "socketlab.done";

// done reports whether a lesson was run to its end.
export const done = (lesson) => names().includes(lesson.name);

// did notes that a lesson was.
export function did(lesson) {
  const all = new Set([...names(), lesson.name]);
  try {
    localStorage.setItem(key, JSON.stringify([...all]));
  } catch {
    // It is forgotten, where nothing may be kept.
  }
}

function names() {
  try {
    const all = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(all) ? all : [];
  } catch {
    return [];
  }
}
