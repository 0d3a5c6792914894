package engine

import (
	"context"
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

func TestRoomyFormShowsFaultsBesideFields(t *testing.T) {
	d := newHarness(t, nil)
	sheet := d.ask(d.command("hana", roomy, "/x make title:A hours:９９"))
	if len(sheet.Sections) != 2 || sheet.Parts != 1 || sheet.Values["title"] != "A" {
		t.Errorf("sheet: %+v", sheet)
	}
	amend, ok := d.send("hana", roomy, sheet.ID, bot.Values{"title": "A", "hours": "99", "until": "2026-02-30", "task": ""}).(bot.Amend)
	if !ok || len(amend.Faults) != 3 || amend.Faults["hours"] != "A whole number from 1 to 40, please." {
		t.Fatalf("amend: %+v", amend)
	}
	if amend.Sheet.Values["until"] != "2026-02-30" {
		t.Errorf("what was typed is lost: %v", amend.Sheet.Values)
	}
	d.says(d.send("hana", roomy, sheet.ID, bot.Values{
		"title": "A", "hours": "２０", "until": "12/10", "level": "ひくい", "task": "do\r\nit", "tags": "B、a", "agree": "はい",
	}), "made A")
	want := bot.Values{"title": "A", "hours": "20", "until": "2026-12-10", "level": "low", "task": "do\nit", "tags": "a,b", "agree": "yes"}
	if len(d.made) != 1 || fmt.Sprint(d.made[0]) != fmt.Sprint(want) {
		t.Errorf("made %v", d.made)
	}
}

func TestCrampedFormContinuesAndIsFixed(t *testing.T) {
	d := newHarness(t, nil)
	first := d.ask(d.command("hana", cramped, "/x make"))
	if len(first.Sections) != 1 || first.Part != 1 || first.Parts != 2 || first.Submit != "Next" {
		t.Fatalf("first sheet: %+v", first)
	}
	faulty := d.send("hana", cramped, first.ID, bot.Values{"title": "A", "hours": "0"})
	d.says(faulty, "Please check 1 field. What you typed is kept.", "HOURS: A whole number", "[Fix]")
	again := d.ask(d.press("hana", cramped, faulty))
	if again.Values["title"] != "A" || again.Values["hours"] != "0" {
		t.Errorf("what was typed is lost: %v", again.Values)
	}
	next := d.send("hana", cramped, again.ID, bot.Values{"title": "A", "hours": "3"})
	d.says(next, "part 1 of 2 is done", "[Continue]")
	second := d.ask(d.press("hana", cramped, next))
	if second.Part != 2 || second.Submit != "Send" {
		t.Errorf("second sheet: %+v", second)
	}
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "t"}), "made A")
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "t"}), "already been done")
	if len(d.made) != 1 {
		t.Errorf("made %v", d.made)
	}
}

// Where the screen can turn pages, the next sheet comes at once; and a fault
// that shows only at the end leads back to its page, beside the field.
func TestPagedForm(t *testing.T) {
	d := newHarness(t, nil)
	d.fail = func(pass int) error {
		if pass == 1 {
			return &bot.Problem{Fields: map[string]bot.Text{"title": bot.Textf("taken"), "task": bot.Textf("vague")}}
		}
		return nil
	}
	first := d.ask(d.command("hana", paged, "/x make"))
	if first.Part != 1 || first.Parts != 2 || first.Submit != "Next" {
		t.Fatalf("first sheet: %+v", first)
	}
	second := d.ask(d.send("hana", paged, first.ID, bot.Values{"title": "A", "hours": "3"}))
	if second.Part != 2 || second.Submit != "Send" || second.ID == first.ID {
		t.Fatalf("second sheet: %+v", second)
	}
	back, ok := d.send("hana", paged, second.ID, bot.Values{"task": "t"}).(bot.Amend)
	if !ok || back.Sheet.Part != 1 || back.Sheet.Values["title"] != "A" || len(back.Faults) != 1 || back.Faults["title"] != "taken" {
		t.Fatalf("after a fault on the first page: %+v", back)
	}
	second = d.ask(d.send("hana", paged, back.Sheet.ID, bot.Values{"title": "B", "hours": "3"}))
	if second.Values["task"] != "t" {
		t.Errorf("what was typed is lost: %v", second.Values)
	}
	d.says(d.send("hana", paged, second.ID, bot.Values{"task": "u"}), "made B")
	if len(d.made) != 1 || d.made[0]["task"] != "u" || d.made[0]["hours"] != "3" {
		t.Errorf("made %v", d.made)
	}
}

// A sheet that comes twice, or once more when a later one is due, is read as the
// sheet it is: what the later one asks is neither skipped nor emptied.
func TestASheetIsNotTakenForTheNext(t *testing.T) {
	d := newHarness(t, nil)
	first := d.ask(d.command("hana", cramped, "/x make"))
	twice := bot.Sent{Meta: d.meta("hana", cramped), Sheet: first.ID, Values: bot.Values{"title": "A", "hours": "3"}}
	next := d.Dispatch(t.Context(), twice)
	d.says(next, "part 1 of 2 is done", "[Continue]")
	d.says(d.Dispatch(t.Context(), twice), "part 1 of 2 is done", "[Continue]")
	second := d.ask(d.press("hana", cramped, next))
	d.fail = func(pass int) error {
		if pass == 1 {
			return bot.RefuseField("task", bot.Textf("too vague"))
		}
		return nil
	}
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "t", "tags": "a"}), "TASK: too vague")
	next = d.Dispatch(t.Context(), twice)
	if again := d.ask(d.press("hana", cramped, next)); again.Values["task"] != "t" || again.Values["tags"] != "a" {
		t.Errorf("what was typed on the second sheet is lost: %v", again.Values)
	}
	d.says(d.send("hana", cramped, second.ID, bot.Values{"task": "u"}), "made A")
	if len(d.made) != 1 || d.made[0]["task"] != "u" {
		t.Errorf("made %v", d.made)
	}
}

// A field that the form did not have when it was opened comes with its value.
func TestAFormThatGrewKeepsItsValues(t *testing.T) {
	d := newHarness(t, nil)
	sheet := d.ask(d.command("hana", roomy, "/x make"))
	before := d.routes["x.make"].Form
	d.routes["x.make"].Form = func(ctx context.Context, c *bot.Call) (bot.Form, error) {
		form, err := before(ctx, c)
		form.Pages = append(form.Pages, bot.Page{Fields: []bot.Field{bot.Input{Base: bot.Base{Name: "city", Label: "City"}}}})
		form.Values = bot.Values{"city": "Kyoto"}
		return form, err
	}
	grown := d.send("hana", roomy, sheet.ID, bot.Values{"title": "A", "hours": "3", "task": "t"})
	if again := d.ask(d.press("hana", roomy, grown)); again.Values["city"] != "Kyoto" {
		t.Errorf("the form holds %v", again.Values)
	}
}
