package table

import "testing"

func TestCSV(t *testing.T) {
	got, err := CSV([][]string{
		{"名前", "ひとこと"},
		{"田中 花", "はい、\"また\"\n次回"},
		{"=1+1", " @SUM(A1)"},
		{"＝1", "-"},
		{"a=1", "山田-佐藤"},
	})
	want := "\uFEFF名前,ひとこと\r\n田中 花,\"はい、\"\"また\"\"\r\n次回\"\r\n'=1+1,' @SUM(A1)\r\n'＝1,'-\r\na=1,山田-佐藤\r\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q (%v)\nwant %q", got, err, want)
	}
}
