// Elements, made in one expression. Text is never parsed as HTML.

// make returns an element with properties and children: elements or texts.
// Properties with a dash in their name are attributes.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

// find returns the element with this id.
export const find = (id) => document.getElementById(id);
