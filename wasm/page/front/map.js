// The course: its chapters and lessons, which are done, and where to go on.
import { make } from "../element.js";
import { said, word } from "../words.js";
import { done } from "./done.js";

// next returns the lesson to go on with: the first that is not done.
export const next = (lessons) => lessons.find((lesson) => !done(lesson)) ?? lessons[0];

// map returns the course as elements. open(lesson) is called.
export function map(lessons, open) {
  const chapters = [];
  lessons.forEach((lesson, i) => {
    if (chapters.at(-1)?.title.en !== lesson.chapter.en) chapters.push({ title: lesson.chapter, lessons: [] });
    chapters.at(-1).lessons.push({ lesson, number: i + 1 });
  });
  const here = next(lessons);
  return chapters.map(({ title, lessons: own }, i) => make("section", { className: "chapter" },
    make("h3", {}, `${i + 1} · ${said(title)}`),
    make("ol", {}, ...own.map(({ lesson, number }) => card(lesson, number, lesson === here, open)))));
}

function card(lesson, number, here, open) {
  const link = make("a", { href: `#lesson=${lesson.name}`, className: "card", "data-lesson-card": lesson.name },
    make("span", { className: "number" }, String(number)),
    make("span", { className: "title" }, said(lesson.title)),
    make("span", { className: "note" }, said(lesson.about)));
  if (done(lesson)) link.append(make("span", { className: "done" }, `✓ ${word("done")}`));
  else if (here) link.append(make("span", { className: "here" }, word("goOn")));
  link.classList.toggle("next", here);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // it opens elsewhere
    event.preventDefault();
    open(lesson);
  });
  return make("li", {}, link);
}
