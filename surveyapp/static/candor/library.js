// The library beside a draft: what is ticked stays ticked while somebody looks for more.
const find = document.querySelector("form.find");
const taking = document.querySelector("form.taking");

const ticked = () => [...(taking?.querySelectorAll("[name=item]:checked") ?? [])].map((box) => box.value);

if (find && taking) {
  find.addEventListener("formdata", ({ formData }) => {
    for (const code of ticked()) formData.append("item", code);
  });
  find.querySelector("a")?.addEventListener("click", ({ currentTarget: all }) => {
    const address = new URL(all.href);
    address.searchParams.delete("item");
    for (const code of ticked()) address.searchParams.append("item", code);
    all.href = address;
  });
}
