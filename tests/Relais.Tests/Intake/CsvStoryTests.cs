using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Relais.Intake.Bodies;
using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>A table of an organiser's, uploaded or pushed, however often.</summary>
public sealed class CsvStoryTests(Azurite azurite) : CampaignStory(azurite)
{
    [SkippableFact]
    public async Task The_same_table_again_changes_nothing_and_two_equal_rows_count_twice()
    {
        var path = await Stranger.InletAsync(App, """{"provider":"csv","name":"Our list","kind":"pledge","map":{"amount":"Montant","currency":"=EUR","email":"E-mail"}}""");
        const string Table = "\uFEFFE-mail;Montant;Note\r\nada@example.org;12,50;\"one\nof two\"\r\nada@example.org;12,50;\"one\nof two\"\r\nbob@example.org;7;x\r\n";
        Assert.Equal("""{"rows":3,"kept":3,"unread":0,"faults":[],"dryRun":true}""", (await UploadAsync(path, Table, "?dryRun=true")).Expect(200).Text);
        Assert.Equal("{}", await CountedAsync(path));

        for (var n = 0; n < 2; n++)
        {
            Assert.Equal("""{"rows":3,"kept":3,"unread":0,"faults":[],"dryRun":false}""", (await UploadAsync(path, Table)).Expect(200).Text);
            Assert.Equal("""{"pledge":3}""", await CountedAsync(path));
            App.SetClock(App.Now.AddHours(1));
        }

        // More rows below, and its columns in another order: what stood there is known.
        await UploadAsync(path, "Note,Montant,E-mail\r\nx,7,bob@example.org\r\n\"one\nof two\",\"12,50\",ada@example.org\r\n\"one\nof two\",\"12,50\",ada@example.org\r\n\"one\nof two\",\"12,50\",ada@example.org\r\n");
        Assert.Equal((4, 4450), ((await Stranger.ShowAsync(App, path)).Number("counted", "submissions", "pledge"), (await Stranger.ShowAsync(App, path)).Number("counted", "money", "0", "minor")));
    }

    [SkippableFact]
    public async Task Rows_with_an_id_are_what_the_newest_table_says_and_trials_stay_apart()
    {
        var path = await Stranger.InletAsync(App, """{"provider":"csv","name":"Our list"}""");
        await UploadAsync(path, "id,kind,amount,currency,test\n1,donation,10,EUR,\n2,pledge,5,EUR,yes\n");
        App.SetClock(App.Now.AddHours(1));
        await UploadAsync(path, "id,kind,amount,currency,test\n1,donation,20,EUR,\n2,pledge,5,EUR,yes\n");

        var shown = await Stranger.ShowAsync(App, path);
        Assert.Equal("""{"submissions":{"donation":1},"money":[{"kind":"donation","currency":"EUR","minor":2000}],"amounts":{}}""", shown.At("counted").GetRawText());
        Assert.Equal("""{"pledge":1}""", shown.At("trials", "submissions").GetRawText());
    }

    [SkippableFact]
    public async Task Each_row_that_cannot_be_read_is_told_with_its_line_its_field_and_why_and_the_others_are_kept()
    {
        var path = await Stranger.InletAsync(App, """{"provider":"csv","name":"Our list"}""");
        var answer = (await UploadAsync(path, """
            email,kind,amount,currency,quantity,unit
            "ada@example.org",gift,,,,
            bob@example.org,pledge,"1,000",EUR,,

            cyd@example.org,pledge,5,Euro,,
            dan@example.org,report,,,two,hours
            eve@example.org
            ,,,,,
            fay@example.org,announcement,,,,
            gus@example.org,donation,999999999999.00,EUR,,
            hal@example.org,sign-up,,,,
            """)).Expect(200);

        Assert.Equal((9, 1, 8), (answer.Number("rows"), answer.Number("kept"), answer.Number("unread")));
        Assert.Equal(
            [
                "2 kind must be sign-up, pledge, donation, report, announcement or rsvp.",
                "3 amount must be a sum such as 12.50, of which nothing has to be rounded.",
                "5 currency must be a currency of ISO 4217, such as EUR.",
                "6 quantity must be a number with at most three decimals.",
                "7 row must have as many fields as there are columns.",
                "8 row must have something in a column that is read.",
                "9 kind was refused: announcement without key.",
                "10 amount must be a sum that somebody can give.",
            ],
            answer.At("faults").EnumerateArray().Select(fault => $"{fault.GetProperty("line").GetInt32()} {fault.GetProperty("field").GetString()} {fault.GetProperty("detail").GetString()}"));
        Assert.Equal("""{"sign-up":1}""", await CountedAsync(path));

        var many = (await UploadAsync(path, "kind,email\n" + string.Concat(Enumerable.Range(0, 150).Select(n => $"gift,a{n}@example.org\n")))).Expect(200);
        Assert.Equal((150, 100), (many.Number("unread"), many.At("faults").GetArrayLength()));
    }

    [SkippableTheory]
    [InlineData("text/csv", "email\n", 400, "body: must hold a row below the names of the columns.")]
    [InlineData("text/csv", "", 400, "body: must hold a row below the names of the columns.")]
    [InlineData("text/csv", "email\n\"ada@example.org\n", 400, "body: must be CSV (RFC 4180): a quote is closed by a quote.")]
    [InlineData("text/csv", "email\nZo\u00E9@example.org\n", 400, "body: must be in UTF-8, or in UTF-16 with its mark.")]
    [InlineData("application/json", "{}", 415, "body: must be text/csv, not compressed.")]
    public async Task What_is_no_table_is_refused(string type, string table, int status, string detail)
    {
        var path = await Stranger.InletAsync(App, """{"provider":"csv","name":"Our list"}""");
        Assert.Equal(detail, (await UploadAsync(path, Encoding.Latin1.GetBytes(table), type)).Expect(status).Detail);
    }

    [SkippableFact]
    public async Task Ten_thousand_rows_are_taken_and_no_more_and_five_megabytes()
    {
        var path = await Stranger.InletAsync(App, """{"provider":"csv","name":"Our list"}""");
        string Table(int rows, string text) => "id,text\n" + string.Concat(Enumerable.Range(0, rows).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n},{text}\n")));
        Assert.Equal(10_000, (await UploadAsync(path, Table(10_000, new string('x', 400)), "?dryRun=true")).Expect(200).Number("kept"));
        Assert.Equal("body: must not hold more than 10000 rows of 200 columns; send the rest in another call.", (await UploadAsync(path, Table(10_001, "x"))).Expect(400).Detail);
        Assert.Equal("body: must not be larger than 5242880 bytes.", (await UploadAsync(path, Table(10_000, new string('x', 600)))).Expect(413).Detail);

        var json = await Stranger.InletAsync(App, """{"provider":"json","name":"Not a list"}""");
        Assert.Equal("inlet: must be one for csv.", (await UploadAsync(json, "email\na@example.org\n")).Expect(400).Detail);
        (await UploadAsync(path[..^1] + "z", "email\na@example.org\n")).Expect(404);
        (await App.SendContentAsync(HttpMethod.Post, Stranger.Api(path) + "/csv", Content("email\na@example.org\n"u8.ToArray(), "text/csv"), "")).Expect(401);
    }

    [SkippableFact]
    public async Task Pushed_to_its_own_address_with_a_token_the_same_bytes_do_the_same()
    {
        var path = await Stranger.InletAsync(App, """{"provider":"csv","name":"Our list","bearer":"0123456789abcdef"}""");
        const string Table = "email,kind\nada@example.org,sign-up\nbob@example.org,announcement\n";
        (await UploadAsync(path, Table)).Expect(200);
        (await App.SendContentAsync(HttpMethod.Post, path, Content(Encoding.UTF8.GetBytes(Table), "text/csv; charset=utf-8"), "0123456789abcdef")).Expect(200);
        (await App.SendContentAsync(HttpMethod.Post, path, Content(Encoding.UTF8.GetBytes(Table), "text/csv"), "")).Expect(401);
        Assert.Equal("body: was refused: no CSV.", (await App.SendContentAsync(HttpMethod.Post, path, Content("{}"u8.ToArray(), "application/json"), "0123456789abcdef")).Expect(400).Detail);
        Assert.Equal("""{"announcement":1,"sign-up":1}""", await CountedAsync(path));
    }

    [Fact]
    public void What_a_spreadsheet_saves_as_UTF_16_is_read_by_the_names_of_its_columns_in_any_case()
    {
        var (rows, fault) = CsvBody.Read((byte[])[0xFF, 0xFE, .. Encoding.Unicode.GetBytes("EMAIL\t Name \r\nzoé@example.org\tZoé\r\n")]);
        Assert.Null(fault);
        Assert.Equal((2, "zoé@example.org", "Zoé"), (rows[0].Line, rows[0].Fields["email"], rows[0].Fields["name"]));
    }

    private async Task<string> CountedAsync(string path) => (await Stranger.ShowAsync(App, path)).At("counted", "submissions").GetRawText();

    private Task<Answer> UploadAsync(string path, string table, string query = "") =>
        App.SendContentAsync(HttpMethod.Post, Stranger.Api(path) + "/csv" + query, Content(Encoding.UTF8.GetBytes(table), "text/csv"), App.Key);

    private Task<Answer> UploadAsync(string path, byte[] table, string type) => App.SendContentAsync(HttpMethod.Post, Stranger.Api(path) + "/csv", Content(table, type), App.Key);

    private static ByteArrayContent Content(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
}
