"""Names written in the Latin alphabet, by culture. All people made of them are invented.

A family name with a slash has a form for men and one for women. An underscore stands for a blank.
"""

from milepost.demo.names import Culture

LATIN = (
    Culture(
        "german",
        female="Anna Birgit Christine Dorothee Elke Franziska Greta Hannelore Ines Johanna Käthe Lena Mareike Nadine "
        "Petra Renate Sabine Silke Theresa Ursula Verena Wiebke Yvonne Zoé",
        male="Andreas Björn Christoph Dieter Eberhard Frank Götz Hartmut Ingo Jörg Klaus Lars Matthias Norbert "
        "Oliver Philipp Rainer Sören Stefan Torsten Uwe Volker Wolfgang Yannick",
        family="Albrecht Bäcker Böhm Brandt Busch Dietrich Ebert Engel Fischer Förster Friedrich Gärtner Götze "
        "Günther Hahn Heß Hoffmann Jäger Kaiser Keller Köhler König Krämer Kühn Lange Lindner Lorenz Möller Müller "
        "Nagel Pfeiffer Preuß Richter Röder Sauer Schäfer Schröder Seidel Strauß Thiele Voß Wächter Weiß Wolff "
        "Zöllner",
        folds=(("ä", "ae"), ("ö", "oe"), ("ü", "ue")),
    ),
    Culture(
        "turkish",
        female="Ayşe Büşra Ceren Deniz Elif Esra Fatma Gülay Hülya İpek Merve Nurgül Özlem Pınar Seda Şule Yasemin "
        "Zeynep",
        male="Ahmet Burak Cem Doğan Emre Ferhat Gökhan Hakan İbrahim Kemal Mehmet Murat Oğuz Ömer Serkan Tuncay Ümit "
        "Yusuf",
        family="Acar Aksoy Arslan Aydın Bulut Çelik Çetin Demir Doğan Erdoğan Güneş Kaplan Karataş Kılıç Koç Korkmaz "
        "Özdemir Öztürk Polat Şahin Şimşek Taş Tekin Yalçın Yavuz Yıldız Yılmaz",
    ),
    Culture(
        "polish",
        female="Agnieszka Barbara Bożena Ewa Grażyna Iwona Joanna Katarzyna Łucja Magdalena Małgorzata Monika Oliwia "
        "Paulina Róża Wiesława Zofia Żaneta",
        male="Andrzej Bogdan Czesław Dariusz Grzegorz Jacek Jarosław Krzysztof Łukasz Maciej Marek Mirosław Paweł "
        "Piotr Sławomir Tomasz Wojciech Zbigniew",
        family="Adamczyk Baran Bąk Dąbrowski/Dąbrowska Duda Górski/Górska Jabłoński/Jabłońska Jankowski/Jankowska "
        "Kaczmarek Kowalczyk Kowalski/Kowalska Krawczyk Kubiak Lewandowski/Lewandowska Mróz Nowak "
        "Pawłowski/Pawłowska Pietrzak Sikora Szymański/Szymańska Walczak Wójcik Wróbel Zając Zieliński/Zielińska Żak",
    ),
    Culture(
        "french",
        female="Adèle Anaïs Audrey Béatrice Camille Céline Clémence Élodie Estelle Florence Geneviève Hélène Inès "
        "Joëlle Léa Maëlle Margaux Noémie Océane Pénélope Solène Thérèse Valérie Zoé",
        male="Adrien Aurélien Benoît Cédric Clément Damien Édouard Étienne Fabrice François Gaël Grégoire Hervé "
        "Jérôme Jules Loïc Mathéo Maël Noël Olivier Rémi Sébastien Théo Yves",
        family="Barbier Bérard Blanchard Boucher Charpentier Chevalier Colin Delacroix Deschamps Dubois Dupré Durand "
        "Faure Fournier Garnier Gauthier Girard Guérin Hubert Lambert Laurent Leclerc Lefèvre Léger Marchand Mercier "
        "Moreau Noël Perrin Poirier Rivière Rousseau Roux Sauvage Thévenot Vidal",
    ),
    Culture(
        "maghreb",
        female="Amina Assia Chaïma Fatiha Hajar Houda Imane Khadija Latifa Leïla Malika Meryem Naïma Nawal Rachida "
        "Salma Souad Yasmina",
        male="Abdelkader Achraf Anouar Bilal Driss Fouad Hamza Hicham Ismaïl Jamal Karim Larbi Mehdi Mourad Nabil "
        "Omar Rachid Younès",
        family="Aït_Ahmed Alaoui Amrani Belkacem Ben_Salah Benali Bennani Berrada Bouazza Bouchareb Chraïbi Daoudi "
        "El_Fassi El_Mansouri Haddad Idrissi Kabbaj Lahlou Mansouri Ouali Rahmani Saïdi Tazi Ziani",
    ),
    Culture(
        "portuguese",
        female="Ana Beatriz Catarina Conceição Fernanda Inês Joana Lídia Luísa Mafalda Margarida Mónica Raquel Sofia",
        male="André António Bruno Duarte Estêvão Gonçalo Hélder João Luís Miguel Nuno Rúben Simão Tomás",
        family="Almeida Araújo Assunção Brandão Carvalho Conceição Faria Fonseca Gonçalves Guimarães Leitão "
        "Magalhães Mendonça Neves Simões Teixeira Vasconcelos",
    ),
    Culture(
        "italian",
        female="Alessia Beatrice Carlotta Chiara Elena Federica Giada Ginevra Ilaria Laura Lucia Marta Martina Noemi "
        "Paola Roberta Serena Silvia Valentina Viola",
        male="Alessandro Andrea Claudio Daniele Edoardo Fabio Filippo Gabriele Giacomo Giuseppe Lorenzo Luca Marco "
        "Matteo Nicolò Paolo Riccardo Simone Tommaso Vittorio",
        family="Amato Barone Battaglia Bianchi Bruno Caruso Colombo Conti Costa D’Amico D’Angelo De_Luca De_Santis "
        "Esposito Farina Ferrari Fontana Gallo Giordano Grasso Greco Lombardi Mancini Mariani Marini Martinelli "
        "Moretti Pellegrini Rinaldi Rizzo Romano Rossi Santoro Serra Testa Villa Vitale",
    ),
    Culture(
        "romanian",
        female="Adriana Bianca Crenguța Daniela Doina Ecaterina Ioana Mădălina Mihaela Nicoleta Ruxandra Ștefania",
        male="Alexandru Bogdan Călin Cătălin Dragoș Florin Ionuț Marius Mihai Răzvan Sorin Ștefan",
        family="Bălan Ciobanu Constantinescu Dumitrescu Enache Florea Ioniță Lupu Munteanu Năstase Popescu Rusu "
        "Șerban Țurcanu Ungureanu",
    ),
    Culture(
        "serbian",
        female="Aleksandra Branka Danica Dragana Gordana Ivana Jelena Jovana Katarina Ljiljana Maja Marija Milica "
        "Nataša Sanja Snežana Tijana Vesna Žaklina",
        male="Aleksandar Boško Branislav Dejan Dragan Đorđe Goran Igor Jovan Ljubiša Marko Miloš Nenad Petar Predrag "
        "Saša Slobodan Uroš Željko",
        family="Bogdanović Cvetković Đokić Đorđević Filipović Gavrilović Ilić Janković Jovanović Knežević Kovačević "
        "Lazarević Lukić Marković Mihajlović Milošević Nešić Nikolić Obradović Pavlović Petrović Radić Savić Simić "
        "Stanković Stojanović Todorović Vasić Vuković Živković",
        folds=(("đ", "dj"),),
    ),
    Culture(
        "hungarian",
        female="Ágnes Boglárka Csilla Dóra Eszter Gyöngyi Ildikó Júlia Katalin Mária Réka Zsófia",
        male="Ádám Balázs Dénes Ferenc Gábor György István Lajos László Péter Sándor Zoltán",
        family="Balogh Bíró Farkas Fekete Horváth Juhász Kiss Lakatos Molnár Nagy Németh Szabó Szűcs Takács Tóth "
        "Vörös",
        family_first=True,
    ),
    Culture(
        "czech",
        female="Adéla Alžběta Božena Dagmar Eliška Hana Ivana Jana Jiřina Kateřina Lenka Ludmila Markéta Michaela "
        "Růžena Šárka Tereza Věra Zdeňka Žaneta",
        male="Bohumil Daniel František Hynek Jan Jaroslav Jiří Karel Ladislav Lukáš Matěj Miroslav Ondřej Pavel Petr "
        "Radek Stanislav Tomáš Václav Zdeněk",
        family="Beneš/Benešová Černý/Černá Dvořák/Dvořáková Fiala/Fialová Hájek/Hájková Havlíček/Havlíčková "
        "Horák/Horáková Jelínek/Jelínková Kolář/Kolářová Kopecký/Kopecká Král/Králová Kučera/Kučerová Malý/Malá "
        "Marek/Marková Musil/Musilová Navrátil/Navrátilová Novák/Nováková Novotný/Novotná Pokorný/Pokorná "
        "Procházka/Procházková Růžička/Růžičková Řezníček/Řezníčková Sedláček/Sedláčková Svoboda/Svobodová "
        "Šimek/Šimková Urban/Urbanová Veselý/Veselá Zeman/Zemanová",
    ),
    Culture(
        "irish",
        female="Aisling Áine Bríd Caoimhe Ciara Clodagh Deirdre Eimear Fionnuala Gráinne Máire Niamh Nóra Orla "
        "Róisín Sadhbh Síle Sinéad Siobhán Úna",
        male="Aidan Brendan Cathal Cian Colm Conor Daithí Declan Diarmuid Donal Éamonn Eoin Fergal Lorcán Niall "
        "Oisín Pádraig Ruairí Séamus Tadhg",
        family="Barry Buckley Cahill Coughlan Crowley Daly Dineen Doyle Fitzgerald Healy Hurley Kearney Lynch "
        "McCarthy Moynihan Murphy O’Brien O’Connell O’Donovan O’Driscoll O’Keeffe O’Leary O’Mahony O’Sullivan Quinn "
        "Twomey Walsh",
    ),
    Culture(
        "vietnamese",
        female="Thị_Lan Thị_Hương Thị_Ngọc_Ánh Thị_Thu_Hà Thị_Phương Thị_Mỹ_Linh Thị_Bích_Ngọc Thị_Yến Thanh_Thảo "
        "Khánh_Vy Minh_Châu Thùy_Dung",
        male="Văn_Hùng Văn_Đức Quang_Huy Minh_Tuấn Đình_Khôi Hữu_Phước Thanh_Tùng Quốc_Bảo Anh_Dũng Trọng_Nghĩa "
        "Công_Vinh Xuân_Trường",
        family="Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý",
        family_first=True,
        login="family.given",
    ),
)
